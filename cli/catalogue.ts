import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import {
  readCatalogue,
  readFolders,
  reasonOf,
  recordedFolders,
  type BackupSources,
  type Catalogue,
  type CatalogueRun,
  type FolderBackups,
} from '../engine';
import { ExitStatus, Failure } from './exitStatus';
import { describeUnreadable } from './output/manifestWords';
import { shown } from './output/shown';
import { runRecords } from './records';

/** The option of commands that look for manifests. */
export const CATALOG_OPTION = [
  '--catalog <dir>',
  'look for manifests in this folder and below as well; may be given several times',
  (value: string, before: string[] = []) => [...before, value],
] as const;

/** Where a command looks for manifests, besides the folders of the backups that were started here. */
export interface CatalogueOptions {
  catalog?: string[];
}

const RUN_ID = /^\d{8}-\d{6}-[0-9a-z]{4}$/;

const NO_RUN = 'is no id of a run (see: domainbackup list)';

/** What an argument names; a block device stands for a file. */
type Named = 'run' | 'folder' | 'file';

/**
 * Whether an argument is a run's id, a folder or a file.
 * @throws {Failure} where it is nothing of these
 */
export async function whatIsNamed(argument: string): Promise<Named> {
  if (RUN_ID.test(argument)) return 'run';
  const found = await stat(argument).catch((error: NodeJS.ErrnoException) => {
    const what = shown(argument);
    // What is no path may have been meant for a run.
    if (error.code === 'ENOENT' && !argument.includes('/'))
      throw new Failure(ExitStatus.usage, `${what}: ${NO_RUN}, and there is no such file or folder`);
    throw new Failure(ExitStatus.usage, `${what}: cannot be read: ${reasonOf(error)}`);
  });
  if (found.isDirectory()) return 'folder';
  // A device holds the image of a disk, as a file does.
  if (found.isFile() || found.isBlockDevice()) return 'file';
  throw new Failure(ExitStatus.usage, `${argument}: is neither a folder nor the file of an image`);
}

/**
 * The backups in folders that were named and what is below them, and what is known for their sake.
 * @throws {Failure} where one of them is no folder that can be read
 */
export async function openFolders(
  folders: readonly string[],
  { catalog = [] }: CatalogueOptions,
  signal?: AbortSignal,
): Promise<FolderBackups> {
  for (const folder of [...folders, ...catalog]) await checkFolder(folder);
  return readFolders(folders, runRecords(), catalog, signal);
}

/**
 * What the manifests say, wherever backups were started from here, and in the folders that were named.
 * @param folders those that the command is about
 * @throws {Failure} where one of the folders is none that can be read
 */
export async function openCatalogue(
  { catalog = [] }: CatalogueOptions,
  signal?: AbortSignal,
  folders: readonly string[] = [],
): Promise<Catalogue> {
  const named = [...folders, ...catalog];
  for (const folder of named) await checkFolder(folder);
  const alone = await recordedFolders(runRecords());
  return readCatalogue(named, { alone, signal });
}

/**
 * Where backups are looked for: wherever they were started from here, and in the folders that were named.
 * @throws {Failure} where one of those is no folder that can be read
 */
export async function backupSources({ catalog = [] }: CatalogueOptions): Promise<BackupSources> {
  for (const folder of catalog) await checkFolder(folder);
  return { records: runRecords(), folders: catalog };
}

/**
 * Makes sure that a folder can be read, or be written to.
 * @throws {Failure} where it cannot
 */
export async function checkFolder(folder: string, use: 'read' | 'write' = 'read'): Promise<void> {
  const cannot = (reason: string) => {
    const words = use === 'read' ? 'cannot be read' : 'cannot be written to';
    return new Failure(ExitStatus.usage, `${shown(folder)}: ${words}: ${reason}`);
  };
  const hint = use === 'read' ? '' : '; create it, or name another';
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    throw cannot(error.code === 'ENOENT' ? `there is no such folder${hint}` : reasonOf(error));
  });
  if (!found.isDirectory()) throw new Failure(ExitStatus.usage, `${folder}: is no folder`);
  const mode = use === 'read' ? constants.R_OK : constants.W_OK;
  await access(folder, mode | constants.X_OK).catch((error: unknown) => {
    throw cannot(reasonOf(error));
  });
}

/**
 * Makes sure that an argument is the id of a run.
 * @throws {Failure} where it names something else
 */
export async function requireRun(argument: string): Promise<void> {
  if ((await whatIsNamed(argument)) !== 'run') throw new Failure(ExitStatus.usage, `${argument}: ${NO_RUN}`);
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
