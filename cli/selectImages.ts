import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isQcow2, namedImages, recordedFolders, type NamedImage } from '../engine';
import { checkFolder, type CatalogueOptions } from './catalogue';
import { runRecords } from './records';
import type { Selection } from './selection';

/** The qcow2 images right in a folder. */
export async function imagesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(folder, entry.name));
  const images: string[] = [];
  for (const file of files) if (await isQcow2(file)) images.push(file);
  return images;
}

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
  const { catalogue, images, refused } = await namedImages(folder, files, {
    folders: catalog,
    alone,
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
    refused,
  };
}
