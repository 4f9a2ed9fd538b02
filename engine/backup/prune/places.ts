import path from 'node:path';
import type { Catalogue } from '../catalogue/catalogue';
import { recordedFolders } from '../catalogue/recordedFolders';
import { exists } from '../host/files';
import type { Extent } from '../host/walkFolder';
import type { RunRecords } from '../records/runRecords';

/** A folder that is there, and how far it is looked into. */
export interface Place {
  folder: string;
  extent: Extent;
}

/**
 * Where files may lie that build on a backup: the folders that are asked for, with what is below them, and those beside
 * all manifests that are known and all that recorded runs were written to, alone.
 */
export async function placesOf(
  { runs }: Catalogue,
  all: readonly RunRecords[],
  folders: readonly string[],
): Promise<Place[]> {
  const beside = runs.flatMap(({ manifests }) => manifests.map(({ file }) => path.dirname(file)));
  const alone = new Set([...beside, ...(await Promise.all(all.map(recordedFolders))).flat()]);
  const places = [
    ...folders.map((folder): Place => ({ folder, extent: 'below' })),
    ...[...alone].map((folder): Place => ({ folder, extent: 'alone' })),
  ];
  const there = await Promise.all(places.map(({ folder }) => exists(folder)));
  return places.filter((_, index) => there[index]);
}
