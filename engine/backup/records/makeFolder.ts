import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** @returns `no parent` where there is no folder to make it in, or one in which the system makes none, such as `/proc` */
async function tryToMake(folder: string, mode: number): Promise<'there' | 'no parent'> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory() === true) return 'there';
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'no parent';
    throw error;
  }
  return 'there';
}

/**
 * Makes a folder, and those above it, where they are missing. Node's own way (`recursive`) tries for ever where the
 * folder above is there and the system still says ENOENT, as it does below `/proc`.
 * @throws {Error} of the file system
 */
export async function makeFolder(folder: string, mode: number): Promise<void> {
  if ((await tryToMake(folder, mode)) === 'there') return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent, mode);
  if ((await tryToMake(folder, mode)) === 'no parent')
    throw new Error(`the folder "${folder}" cannot be made there`);
}
