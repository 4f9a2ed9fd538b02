import { constants } from 'node:fs';
import { access, link, rm, unlink } from 'node:fs/promises';
import path from 'node:path';

export const PARTIAL_SUFFIX = '.partial';

/**
 * The name under which a file target is written. It gets its final name only when the whole group has completed,
 * so a file under its final name is always a whole backup.
 */
export function partialPath(target: string): string {
  return target + PARTIAL_SUFFIX;
}

/**
 * The name to write a file target under: a partial one where it can be renamed later. Where QEMU may write to the
 * folder and this program's user may not, that is the final name itself.
 */
export async function writableName(target: string): Promise<string> {
  try {
    await access(path.posix.dirname(target), constants.W_OK | constants.X_OK);
    return partialPath(target);
  } catch {
    return target;
  }
}

/**
 * Gives a whole backup its final name. A file that has taken that name meanwhile stays as it is: `link` refuses to
 * replace it, where `rename` would not.
 * @throws {Error} of the file system; the backup then still has its partial name
 */
export async function publish(writtenTo: string, target: string): Promise<void> {
  if (writtenTo === target) return;
  await link(writtenTo, target);
  await unlink(writtenTo);
}

/** Removes what a failed or cancelled backup has written so far. */
export async function discard(writtenTo: string): Promise<void> {
  await rm(writtenTo, { force: true });
}
