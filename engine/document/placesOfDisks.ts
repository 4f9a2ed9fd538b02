import type { TextRange } from './problem';
import { backupTree, type DiskNode } from './semantics/backupTree';
import type { XmlDocument } from './xml/tree';

/**
 * Where a backup document speaks of its disks, for what can only be said of them beside a machine. It is looked through
 * once, however many disks are asked for.
 * @returns a lookup by a disk's name as written, or of the whole backup where it is absent; of its name, or of the path
 * of its target. The root's name where the disk, or any, is not written.
 */
export function placesOfDisks(
  document: XmlDocument,
): (disk: string | undefined, part: 'name' | 'target') => TextRange | undefined {
  const tree = backupTree(document);
  const written = new Map<string, DiskNode>();
  for (const disk of tree?.disks ?? []) {
    const name = disk.name?.value?.text;
    // Of two of one name, which is an error of its own, the first is meant.
    if (name !== undefined && !written.has(name)) written.set(name, disk);
  }
  return (name, part) => {
    const disk = name === undefined ? undefined : written.get(name);
    const place = part === 'target' ? (disk?.path ?? disk?.name) : disk?.name;
    return place?.value?.range ?? tree?.root.name.range;
  };
}
