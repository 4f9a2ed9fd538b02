import type { Catalogue, CatalogueDisk, CatalogueRun } from '../catalogue/catalogue';
import { diskChain } from '../catalogue/diskChain';
import { lackOf } from '../catalogue/lackOf';
import { sameMachine } from '../catalogue/sameMachine';
import type { RunId } from '../names/runId';
import type { KeptRun, PrunePolicy } from './planPrune';

/** How many backups that can be restored are newer than a run. */
interface Newer {
  /** Of its machine. */
  all: number;
  /** Those that may stand in its place, of the disk of which there are fewest. */
  count: number;
  /** Where that is not all: why, in a sentence, and which do not count for want of a digest. */
  more?: Pick<KeptRun, 'why' | 'unproven'>;
}

/** Whether digests tell of all that a disk of a run is restored from whether it is as it was written. */
function isProven(catalogue: Catalogue, run: CatalogueRun, disk: CatalogueDisk): boolean {
  return diskChain(catalogue, run, disk).links.every(({ disk: { sha256 } }) => sha256 !== undefined);
}

function whyNotAll(disk: string, unproven: RunId[]): Newer['more'] {
  if (unproven.length === 0) return { why: `Too few newer ones have its disk "${disk}".` };
  const verify = `domainbackup verify ${unproven.join(' ')}`;
  const why =
    `Of newer ones no digest tells whether disk "${disk}" is as it was written, ` +
    `so they do not count; record it with: ${verify}`;
  return { why, unproven };
}

/**
 * Counts what is newer than a run. A backup stands in its place only for the disks that it has, and one whose data may
 * have been lost without anybody's seeing it never in that of one with a digest.
 */
function newerThan(catalogue: Catalogue, run: CatalogueRun, sound: readonly CatalogueRun[]): Newer {
  const newer = sound.filter((other) => sameMachine(other, run) === 'yes');
  let least: Newer = { all: newer.length, count: newer.length };
  for (const { disk, sha256 } of run.disks) {
    const having = newer.flatMap((other) => {
      const own = other.disks.find((one) => one.disk === disk);
      return own ? [{ other, isProven: sha256 === undefined || isProven(catalogue, other, own) }] : [];
    });
    const unproven = having.filter((one) => !one.isProven).map(({ other }) => other.run);
    const count = having.length - unproven.length;
    if (count < least.count) least = { ...least, count, more: whyNotAll(disk, unproven) };
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
    const { all, count, more } = newerThan(catalogue, run, sound);
    const stay = (reason: KeptRun['reason'], words: Pick<KeptRun, 'why' | 'unproven'> = {}) =>
      kept.set(run, { run, reason, ...words });
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
        stay(isCompleted ? 'unrestorable' : 'no-backup', { why: lack.why });
    } else if (isYoung) stay('recent');
    else if (isAmong) stay('recent', all < keep ? {} : more);
    else if (count === 0) stay('last', more);
  }
  return kept;
}
