const REASONS: Record<string, string> = {
  ENOSPC: 'no space is left on its file system',
  EDQUOT: 'the quota on its file system is used up',
  EROFS: 'its file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'the system does not permit it',
  ENOTDIR: 'a part of the path is not a folder',
};

/** Why a file could not be read or written, as a clause. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
