import { readdir } from 'node:fs/promises';
import { targetFolders } from '../manifest/writeManifests';
import type { RunRecord } from '../records/runRecord';

/**
 * A folder that a backup was written to and that is not at hand now, as where a share or a disk is not mounted.
 * - `missing`: there is no such folder
 * - `empty`: nothing is in it, as in the mount point of what is not mounted
 * - `unreadable`: it cannot be looked into
 */
export interface AwayFolder {
  /** Its absolute path. */
  folder: string;
  state: 'missing' | 'empty' | 'unreadable';
}

async function stateOf(folder: string): Promise<AwayFolder['state'] | undefined> {
  try {
    return (await readdir(folder)).length === 0 ? 'empty' : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable';
  }
}

/** The first folder of a recorded run's targets that is not at hand; `undefined` where all are, or none is of this host. */
export async function awayFolder(record: RunRecord): Promise<AwayFolder | undefined> {
  for (const folder of targetFolders(record)) {
    const state = await stateOf(folder);
    if (state !== undefined) return { folder, state };
  }
  return undefined;
}
