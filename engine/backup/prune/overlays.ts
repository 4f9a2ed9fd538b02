import path from 'node:path';
import type { Catalogue } from '../catalogue/catalogue';
import { readLinks } from '../catalogue/plainImage';
import { resolved } from '../host/files';
import { toldPaths, untoldImages } from './untoldImages';

/** The files that a backing file's name, as an image has it, leads to; absolute paths. */
function filesOf(backing: string, folder: string): string[] {
  if (!backing.startsWith('json:')) return [path.resolve(folder, backing.replace(/^file:/, ''))];
  const files: string[] = [];
  // The parts of such a name are nested, or have dots in their names.
  const take = (key: string, value: unknown): unknown => {
    if (/(^|\.)filename$/.test(key) && typeof value === 'string') files.push(path.resolve(folder, value));
    return value;
  };
  try {
    JSON.parse(backing.slice('json:'.length), take);
  } catch {
    return [];
  }
  return files;
}

/**
 * The images that were made on top of others: those that lie beside manifests and may be no backups, and the disks that
 * were backed up. A backup is no such image, and one that cannot be read tells nothing.
 * @returns by the path of the backing file, links followed, an image that names it
 * @throws the signal's reason
 */
export async function overlaysBeside(
  { runs }: Catalogue,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const images = new Set(runs.flatMap((run) => run.disks.flatMap(({ source }) => source ?? [])));
  const told = await toldPaths(runs);
  for (const folder of new Set(runs.flatMap((run) => run.manifests.map(({ file }) => path.dirname(file)))))
    for (const { file } of (await untoldImages(folder, told, 'alone', signal)).files) images.add(file);
  const overlays = new Map<string, string>();
  for (const image of images) {
    const { backing } = await readLinks(image, signal).catch((): { backing?: string } => {
      signal?.throwIfAborted();
      return {};
    });
    if (backing === undefined) continue;
    for (const file of filesOf(backing, path.dirname(image))) overlays.set(await resolved(file), image);
  }
  return overlays;
}
