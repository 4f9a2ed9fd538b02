import { readKnownBackups, type BackupSources } from '../catalogue/knownBackups';
import type { RunId } from '../names/runId';
import type { Checkpoint } from './checkpoint';

/**
 * The checkpoints that have lost the backup which they were made with, as far as this host knows: an increment since then
 * could not be restored.
 * @returns why, in a sentence, by the run
 * @throws {Error} where the records, or one of the folders, cannot be read
 */
export async function findLostBackups(
  checkpoints: readonly Checkpoint[],
  sources: BackupSources,
): Promise<Map<RunId, string>> {
  const lost = new Map<RunId, string>();
  const runs = checkpoints.flatMap(({ run }) => run ?? []);
  if (runs.length === 0) return lost;
  const known = await readKnownBackups(sources, runs);
  for (const { run, disks } of checkpoints) {
    if (run === undefined) continue;
    const names = disks.map(({ disk }) => disk);
    const why = await known.whyLost(run, names);
    if (why !== undefined) lost.set(run, why);
  }
  return lost;
}
