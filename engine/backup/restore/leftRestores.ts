import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { resolved } from '../host/files';
import { isOpenInQemu } from '../host/imageLocks';
import { openFilesOf, processIds } from '../host/processes';
import { isOfRestore } from '../names/partialName';

/** The files that processes have open, as far as this user may look. */
async function openFiles(): Promise<Set<string>> {
  const all = await Promise.all((await processIds()).map(openFilesOf));
  return new Set(all.flatMap((files) => (files ?? []).map(({ file }) => file)));
}

/**
 * What restores that were killed have left in a folder: nothing writes to it any more. Of another user's files only root
 * can tell.
 * @returns absolute paths; none where the folder may not be listed
 */
export async function leftRestores(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter(isOfRestore);
  if (names.length === 0) return [];
  const [real, open, user] = [await resolved(folder), await openFiles(), process.getuid?.()];
  const left: string[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const found = await lstat(file).catch(() => undefined);
    if (!found?.isFile() || (user !== 0 && found.uid !== user)) continue;
    if (!open.has(path.join(real, name)) && !(await isOpenInQemu(file))) left.push(file);
  }
  return left;
}
