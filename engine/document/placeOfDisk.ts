import type { TextRange } from './problem';
import { backupTree } from './semantics/backupTree';
import { parseDocument } from './xml/parse';

/**
 * Where a backup document speaks of a disk, for what can only be said of it beside a machine.
 * @param disk its name as written; the whole backup where absent
 * @param part its name, or the path of its target
 * @returns the root's name where the disk, or any, is not written
 */
export function placeOfDisk(
  text: string,
  disk: string | undefined,
  part: 'name' | 'target',
): TextRange | undefined {
  const tree = backupTree(parseDocument(text));
  const written = tree?.disks.find(({ name }) => disk !== undefined && name?.value?.text === disk);
  const place = part === 'target' ? (written?.path ?? written?.name) : written?.name;
  return place?.value?.range ?? tree?.root.name.range;
}
