import { namedImages, recordedFolders, type NamedImage } from '../engine';
import { checkFolder, type CatalogueOptions } from './catalogue';
import { runRecords } from './records';
import type { Selection } from './selection';

/**
 * What image files of one folder are, from its manifests, those of backups that were started here, and those in folders
 * that were named for it.
 * @throws {Failure} where one of these is no folder that can be read
 */
export async function selectImages(
  folder: string,
  files: readonly string[],
  { catalog = [] }: CatalogueOptions,
  signal: AbortSignal,
): Promise<Selection> {
  for (const one of catalog) await checkFolder(one);
  const alone = await recordedFolders(runRecords());
  const { records } = await runRecords().list();
  const { catalogue, images, refused, doubts } = await namedImages(folder, files, {
    folders: catalog,
    alone,
    records,
    signal,
  });
  const byRun = new Map<string, NamedImage[]>();
  for (const image of images) byRun.set(image.run, [...(byRun.get(image.run) ?? []), image]);
  return {
    catalogue,
    runs: catalogue.runs.filter(({ run }) => byRun.has(run)),
    named: new Set(byRun.keys()),
    images: byRun,
    unreadable: [],
    missing: doubts,
    refused,
  };
}
