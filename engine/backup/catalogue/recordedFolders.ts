import { manifestsFolder, targetFolders } from '../manifest/writeManifests';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';

/**
 * The folders that the manifests of some runs are in, as far as they are where they were: those of the targets, and the
 * one for manifests that could not lie beside their targets.
 * @param records where the runs are recorded
 */
export function foldersOf(runs: readonly RunRecord[], records: RunRecords): string[] {
  return [...new Set([...runs.flatMap(targetFolders), manifestsFolder(records)])];
}

/**
 * The folders that the manifests of all recorded runs are in, as {@link foldersOf} tells them.
 * @throws {Error} where the records' folder cannot be read
 */
export async function recordedFolders(records: RunRecords): Promise<string[]> {
  return foldersOf((await records.list()).records, records);
}
