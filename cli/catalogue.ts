import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  isQcow2,
  plainImage,
  readCatalogue,
  recordedFolders,
  type Catalogue,
  type CatalogueRun,
  type UnreadableManifest,
} from '../engine';
import { ExitStatus, Failure } from './exitStatus';
import { runRecords } from './records';

/** Where a command looks for manifests, besides the folders of the backups that were started here. */
export interface CatalogueOptions {
  catalog?: string[];
}

const RUN_ID = /^\d{8}-\d{6}-[0-9a-z]{4}$/;

/** Whether an argument is a run's id; every other one is a folder. */
export const isRunId = (argument: string): boolean => RUN_ID.test(argument);

/**
 * What the manifests say, in folders that were named and what is below them.
 * @throws {Failure} where one of them is no folder that can be read
 */
export async function openFolders(folders: readonly string[], signal?: AbortSignal): Promise<Catalogue> {
  for (const folder of folders) await checkFolder(folder);
  return readCatalogue(folders, { signal });
}

/**
 * What the manifests say, wherever backups were started from here, and in the folders that were named.
 * @throws {Failure} where one of those is no folder that can be read
 */
export async function openCatalogue(
  { catalog = [] }: CatalogueOptions,
  signal?: AbortSignal,
): Promise<Catalogue> {
  for (const folder of catalog) await checkFolder(folder);
  const alone = await recordedFolders(runRecords);
  return readCatalogue(catalog, { alone, signal });
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(({ code, message }: NodeJS.ErrnoException) => {
    const reason = code === 'ENOENT' ? 'there is no such folder' : message;
    throw new Failure(ExitStatus.usage, `${folder}: cannot be read: ${reason}`);
  });
  if (!found.isDirectory()) throw new Failure(ExitStatus.usage, `${folder}: is no folder`);
  await access(folder, constants.R_OK | constants.X_OK).catch(({ message }: Error) => {
    throw new Failure(ExitStatus.usage, `${folder}: cannot be read: ${message}`);
  });
}

/**
 * The run that was named.
 * @throws {Failure} where no manifest of it is known, with what may have been one
 */
export function findRun({ runs, unreadable }: Catalogue, id: string): CatalogueRun {
  const run = runs.find((candidate) => candidate.run === id);
  if (run) return run;
  const damaged = unreadable.filter(({ file }) => file.includes(id)).map(describeUnreadable);
  const hint = `No manifest of run ${id} is known here; name the folder where it is with --catalog.`;
  throw new Failure(ExitStatus.refused, [...damaged, hint].join('\n'));
}

/** A manifest that nobody can read, in a line. */
export const describeUnreadable = ({ file, reason }: UnreadableManifest): string =>
  `"${file}" is no manifest that can be read: ${reason}.`;

/**
 * Image files without a manifest, as other programs leave them: a file that was named, or all in a folder.
 * @throws {BackupError} where one is no whole image
 */
export async function openImages(given: string, signal?: AbortSignal): Promise<Catalogue> {
  const found = await stat(given);
  const files = found.isDirectory()
    ? (await readdir(given, { withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(given, entry.name))
    : [given];
  const runs: CatalogueRun[] = [];
  for (const file of files)
    if (!found.isDirectory() || (await isQcow2(file))) runs.push(await plainImage(file, signal));
  return { runs, unreadable: [] };
}

/** Whether an argument is a file: an image without a manifest. */
export async function isFile(argument: string): Promise<boolean> {
  return stat(argument).then(
    (found) => found.isFile(),
    () => false,
  );
}
