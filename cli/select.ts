import path from 'node:path';
import { isInside, missingCopies, missingManifests, strayImages, type CatalogueRun } from '../engine';
import { findRun, openCatalogue, openFolders, whatIsNamed, type CatalogueOptions } from './catalogue';
import { runRecords } from './records';
import { selectImages } from './selectImages';
import type { Selection } from './selection';

/** Finds runs by their ids, and all that manifests in folders and below tell of. */
async function selectRuns(
  ids: readonly string[],
  folders: readonly string[],
  options: CatalogueOptions,
  signal: AbortSignal,
): Promise<Selection> {
  const found = folders.length === 0 ? undefined : await openFolders(folders, options, signal);
  const catalogue = found?.catalogue ?? (await openCatalogue(options, signal));
  const named = new Set(ids.map((id) => findRun(catalogue, id).run));
  const isIn = (file: string) => folders.some((folder) => isInside(folder, file));
  const lying = new Set(found?.lying);
  const isMeant = (run: CatalogueRun) =>
    named.has(run.run) || lying.has(run) || run.manifests.some(({ file }) => isIn(file));
  const missing =
    folders.length === 0
      ? []
      : [
          ...(await missingManifests(catalogue, runRecords(), isIn)),
          ...(await missingCopies(catalogue, isIn)),
        ];
  return {
    catalogue,
    runs: catalogue.runs.filter(isMeant),
    named,
    images: new Map(),
    unreadable: catalogue.unreadable.filter(({ file }) => isIn(file)),
    missing,
    refused: [],
  };
}

/**
 * Whether manifests in a folder tell of backups, or would if they were there and could be read. Runs that did not
 * complete are none; nor is what was moved away, or lies on a disk that is not mounted.
 */
function tells(folder: string, { runs, unreadable, missing }: Selection): boolean {
  const backups = runs.filter(({ manifest }) => manifest.outcome === 'completed');
  const lost = missing.filter(({ severity }) => severity === 'error');
  const known = backups.flatMap(({ manifests, disks }) => [...manifests, ...disks]);
  const files = [...known, ...unreadable, ...lost];
  return files.some(({ file }) => isInside(folder, file));
}

/**
 * Finds what arguments name: runs by their ids, all in folders and below, image files. A folder stands also for
 * the images in it and below that the manifests there do not account for. Images are looked at folder by folder, because
 * each folder may have a copy of its own of the same backup.
 * @throws {Failure} where there is nothing of the name
 */
export async function select(
  what: readonly string[],
  options: CatalogueOptions,
  signal: AbortSignal,
): Promise<{ selections: Selection[]; empty: string[] }> {
  const names = { run: [] as string[], folder: [] as string[], file: [] as string[] };
  for (const argument of what) names[await whatIsNamed(argument)].push(argument);
  const selections: Selection[] = [];
  const images = new Map<string, Set<string>>();
  const add = (file: string) => {
    const whole = path.resolve(file);
    const folder = path.dirname(whole);
    images.set(folder, (images.get(folder) ?? new Set()).add(whole));
  };
  names.file.forEach(add);
  const empty: string[] = [];
  if (names.run.length + names.folder.length > 0) {
    const known = await selectRuns(names.run, names.folder, options, signal);
    selections.push(known);
    const { records } = await runRecords().list();
    for (const folder of names.folder) {
      const runs = { ...known.catalogue, records };
      const { files, copies, left, refused } = await strayImages(folder, runs, signal);
      [...files, ...copies, ...left].forEach(add);
      // A manifest that cannot be read is told of as one.
      const isToldOf = (file: string) => known.unreadable.some((one) => one.file === file);
      known.refused.push(...refused.filter(({ file }) => !isToldOf(file)));
      if (files.length + copies.length + refused.length === 0 && !tells(folder, known)) empty.push(folder);
    }
  }
  for (const [folder, files] of images)
    selections.push(await selectImages(folder, [...files], options, signal));
  return { selections, empty };
}
