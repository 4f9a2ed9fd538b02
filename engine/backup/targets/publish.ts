import type { Stats } from 'node:fs';
import { link, open, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../records/atomicFile';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

async function look(file: string): Promise<Stats | undefined> {
  return stat(file).catch(() => undefined);
}

/** What file systems, and Linux's protected_hardlinks for files of another user, answer where `link` cannot be. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Renames without replacing: the name is taken first, by an empty file that only one can have created. */
async function renameToNew(written: string, target: string): Promise<void> {
  const claim = await open(target, 'wx');
  await claim.close();
  try {
    await rename(written, target);
  } catch (error) {
    await discard(target);
    throw error;
  }
}

/**
 * Gives a whole backup its final name. A file that has taken that name meanwhile stays as it is. Two clients may do it
 * at once, or one after the other: it is done once, and both succeed.
 * @throws {Error} of the file system; the backup then still has its partial name
 */
export async function publish(written: string, target: string): Promise<void> {
  try {
    await link(written, target);
  } catch (error) {
    const code = codeOf(error);
    if (NO_LINKS.includes(code)) return renameToNew(written, target);
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
    // Another client may have been faster: then the partial name is gone, or is the other name of the same file.
    const [partial, final] = await Promise.all([look(written), look(target)]);
    const isDone = final && (!partial || (partial.dev === final.dev && partial.ino === final.ino));
    if (!isDone) throw error;
  }
  await discard(written);
}

/** Puts a new name on storage, which it is only when its folder is. Some file systems know no such thing. */
export async function keepName(target: string): Promise<void> {
  await syncFolder(path.dirname(target)).catch((error: unknown) => {
    if (!['EINVAL', 'EACCES', 'ENOTSUP'].includes(codeOf(error))) throw error;
  });
}

/**
 * Removes a file of ours, if it is there, such as what a failed or cancelled backup has written so far.
 * @throws {Error} of the file system
 */
export async function discard(written: string): Promise<void> {
  // Not rm: what may not be removed it takes for a folder, and says that it is none.
  await unlink(written).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}
