import { errorText } from '../../errorText';

const REASONS: Record<string, string> = {
  ENOSPC: 'no space is left on its file system',
  EDQUOT: 'the quota on its file system is used up',
  EROFS: 'its file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'the system does not permit it',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENXIO: 'it is a socket, or a pipe or device that nothing answers at',
  EIO: 'its storage reports an error',
};

/** How Node puts what the system says: `EMFILE: too many open files, open '/x'`. */
const RAW = /^E[A-Z0-9]+: (.+?), \w+(?: '.*')?$/s;

/** Why a file could not be read or written, as a clause that can stand behind its name. */
export function reasonOf(error: unknown): string {
  const message = errorText(error);
  const { code = '' } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? RAW.exec(message)?.[1] ?? message;
}

/** Whether a file is only out of this user's reach: that says nothing of what is in it. */
export function isDenied(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM';
}
