import path from 'node:path';
import { exists, resolved } from '../host/files';
import { isInside } from '../host/isInside';
import type { RunRecords } from '../records/runRecords';
import { runOf, type Catalogue, type CatalogueRun } from './catalogue';
import { diskChain } from './diskChain';
import { inOrder } from './inOrder';
import { overwriterOf } from './overwriter';
import { readCatalogue } from './readCatalogue';
import { recordedFolders } from './recordedFolders';

/** The backups in some folders, and all that is known for their sake. */
export interface FolderBackups {
  /** What the manifests in the folders say, and those of what lies or is built on elsewhere. */
  catalogue: Catalogue;
  /** What the manifests in the folders and below say. */
  near: Catalogue;
  /** The backups that lie in the folders and whose manifests do not, because these could not be written there. */
  lying: CatalogueRun[];
}

/** Whether a run has a target in one of the folders that is there, and that no later run has taken the place of. */
async function lies(run: CatalogueRun, roots: readonly string[], catalogue: Catalogue): Promise<boolean> {
  if (run.manifest.outcome !== 'completed') return false;
  for (const disk of run.disks) {
    if (!roots.some((root) => isInside(root, disk.itself)) || overwriterOf({ run, disk }, catalogue))
      continue;
    if (await exists(disk.file)) return true;
  }
  return false;
}

/**
 * Reads what is known of the backups in some folders and below. What a folder says itself is meant where a backup is also
 * known from elsewhere; what is not there is looked for wherever backups were started from here: the manifests of what
 * lies in the folders, and of what that builds on.
 * @param more folders that are looked into as well
 * @throws {Error} where one of the folders, or the records' folder, cannot be read
 * @throws the signal's reason
 */
export async function readFolders(
  folders: readonly string[],
  records: RunRecords,
  more: readonly string[] = [],
  signal?: AbortSignal,
): Promise<FolderBackups> {
  const near = await readCatalogue([...folders, ...more], { signal });
  const known = await readCatalogue([], { alone: await recordedFolders(records), signal });
  const others = known.runs.filter(({ run }) => !runOf(near, run));
  const isTold = new Set(near.unreadable.map(({ file }) => file));
  const catalogue = {
    runs: inOrder([...near.runs, ...others]),
    hidden: [...near.hidden, ...known.hidden],
    unreadable: [...near.unreadable, ...known.unreadable.filter(({ file }) => !isTold.has(file))],
  };
  const roots = await Promise.all(folders.map((folder) => resolved(path.resolve(folder))));
  const lying: CatalogueRun[] = [];
  for (const run of others) if (await lies(run, roots, catalogue)) lying.push(run);
  return { catalogue, near, lying };
}

/** The backups in folders with what they build on, wherever that is. */
export function withParents({ catalogue, near, lying }: FolderBackups): Catalogue {
  const own = [...near.runs, ...lying];
  const chains = own.flatMap((run) => run.disks.map((disk) => diskChain(catalogue, run, disk)));
  const below = chains.flatMap(({ links }) => links.map(({ run }) => run));
  return { ...near, runs: inOrder([...new Set([...own, ...below])]) };
}
