import { manifestsFolder, targetFolders } from '../manifest/writeManifests';
import type { RunRecords } from '../records/runRecords';

/**
 * The folders that the manifests of recorded runs are in, as far as they are where they were: those of the targets, and
 * the one for manifests that could not lie beside their targets.
 * @throws {Error} where the records' folder cannot be read
 */
export async function recordedFolders(records: RunRecords): Promise<string[]> {
  const { records: known } = await records.list();
  return [...new Set([...known.flatMap(targetFolders), manifestsFolder(records)])];
}
