import type { Catalogue, CatalogueRun } from '../catalogue/catalogue';
import { lackOf } from '../catalogue/lackOf';
import { sameMachine } from '../catalogue/sameMachine';
import type { KeptRun, PrunePolicy } from './planPrune';

/** How many backups that can be restored are newer than a run. */
interface Newer {
  /** Of the disk of which there are fewest. */
  count: number;
  /** Why not all of its machine count, in a sentence; absent where they do. */
  why?: string;
}

/** Counts what is newer than a run: a backup stands in its place only for the disks that it has. */
function newerThan(run: CatalogueRun, sound: readonly CatalogueRun[]): Newer {
  const newer = sound.filter((other) => sameMachine(other, run) === 'yes');
  let least: Newer = { count: newer.length };
  for (const { disk } of run.disks) {
    const count = newer.filter(({ disks }) => disks.some((one) => one.disk === disk)).length;
    if (count < least.count) least = { count, why: `Too few newer ones have its disk "${disk}".` };
  }
  return least;
}

/**
 * Decides which of the runs that may go stay of their own right.
 * @param runs the newest first
 */
export async function keepers(
  catalogue: Catalogue,
  runs: readonly CatalogueRun[],
  { keep, olderThan, now }: PrunePolicy,
): Promise<Map<CatalogueRun, KeptRun>> {
  const kept = new Map<CatalogueRun, KeptRun>();
  const sound: CatalogueRun[] = [];
  for (const run of runs) {
    const { count, why } = newerThan(run, sound);
    const stay = (reason: KeptRun['reason'], more?: string) =>
      kept.set(run, { run, reason, ...(more !== undefined && { why: more }) });
    const lack = await lackOf(catalogue, run);
    if (!lack) sound.push(run);
    // What failed since counts for nothing, and tells of itself until there are newer backups.
    const isAmong = keep !== undefined && count < keep;
    const isYoung = olderThan !== undefined && now - Date.parse(run.manifest.endedAt) < olderThan;
    if (run.manifests.every(({ state }) => state === 'edited')) stay('edited');
    else if (lack) {
      const isCompleted = run.manifest.outcome === 'completed';
      // What it lacks may be on storage that is not there today: it is not given up before there is a newer backup.
      if (isAmong || isYoung || (isCompleted && count === 0))
        stay(isCompleted ? 'unrestorable' : 'no-backup', lack.why);
    } else if (isYoung) stay('recent');
    else if (isAmong) stay('recent', why);
    else if (count === 0) stay('last', why);
  }
  return kept;
}
