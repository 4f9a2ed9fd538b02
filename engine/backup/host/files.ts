import type { Stats } from 'node:fs';
import { access, lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * What the file system says of a path; `undefined` where there is nothing.
 * @throws {Error} where this program's user may not look
 */
export async function look(file: string, follow: 'links' | 'itself'): Promise<Stats | undefined> {
  try {
    return follow === 'links' ? await stat(file) : await lstat(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Whether there is something at a path, as far as this program's user can tell. */
export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** A path with its links followed, which may not exist: a device has many names, and one may be a disk of the machine. */
export async function resolved(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

/** A file's path with the links of its folder followed, and none of its own: whatever the file is, it has that name there. */
export async function inItsFolder(file: string): Promise<string> {
  return path.join(await resolved(path.dirname(file)), path.basename(file));
}
