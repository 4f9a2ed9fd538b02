import { Ages } from '../catalogue/ages';
import type { Catalogue, CatalogueDisk, CatalogueRun } from '../catalogue/catalogue';
import { diskChain } from '../catalogue/diskChain';
import { lackOf, type Lack } from '../catalogue/lackOf';
import { sameMachine } from '../catalogue/sameMachine';
import type { RunId } from '../names/runId';
import type { KeptRun, PrunePolicy } from './planPrune';

/** How many backups that can be restored are newer than a run, for certain. */
interface Newer {
  /** Of its machine. */
  all: number;
  /** Those that may stand in its place, of the disk of which there are fewest. */
  count: number;
  /** Where that is not all: why, in a sentence, and which do not count for want of a digest. */
  more?: Pick<KeptRun, 'why' | 'unproven'>;
  /** Those of its machine of which nobody can tell whether they are newer: their clock was wrong, or its own. */
  undecided: RunId[];
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

/** That nobody can tell whether other runs are newer than one that stays, and what to do. */
const whyUndecided = (undecided: readonly RunId[]): string =>
  `Whether ${undecided.join(', ')} ${undecided.length === 1 ? 'is' : 'are'} newer nobody can tell: ` +
  'a clock was set back, or some do not belong together; remove yourself what you do not need.';

/**
 * Counts what is newer than a run. A backup stands in its place only for the disks that it has, and one whose data may
 * have been lost without anybody's seeing it never in that of one with a digest.
 */
function newerThan(
  catalogue: Catalogue,
  run: CatalogueRun,
  { sound, ages }: { sound: readonly CatalogueRun[]; ages: Ages },
): Newer {
  const others = sound.filter((other) => other !== run && sameMachine(other, run) === 'yes');
  const newer = others.filter((other) => ages.isNewer(other, run));
  const undecided = others.filter((other) => !ages.isNewer(other, run) && !ages.isNewer(run, other));
  let least: Newer = {
    all: newer.length,
    count: newer.length,
    undecided: undecided.map((other) => other.run),
  };
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
  const lacks = new Map<CatalogueRun, Lack>();
  for (const run of runs) {
    const lack = await lackOf(catalogue, run);
    if (lack) lacks.set(run, lack);
  }
  const known = { sound: runs.filter((run) => !lacks.has(run)), ages: new Ages(catalogue, now) };
  for (const run of runs) {
    const { all, count, more, undecided } = newerThan(catalogue, run, known);
    const stay = (reason: KeptRun['reason'], words: Omit<KeptRun, 'run' | 'reason'> = {}) =>
      kept.set(run, { run, reason, ...words });
    const lack = lacks.get(run);
    // What failed since counts for nothing, and tells of itself until there are newer backups.
    const isAmong = keep !== undefined && count < keep;
    const isYoung = olderThan !== undefined && known.ages.leastAge(run, now) < olderThan;
    // It would go if clocks could be believed.
    const isUndecided = undecided.length > 0 && all < (keep ?? 1) && all + undecided.length >= (keep ?? 1);
    const doubt = isUndecided && { undecided };
    if (run.manifests.every(({ state }) => state === 'edited')) stay('edited');
    else if (lack) {
      const isCompleted = run.manifest.outcome === 'completed';
      // What it lacks may be on storage that is not there today: it is not given up before there is a newer backup.
      if (isAmong || isYoung || (isCompleted && count === 0))
        stay(isCompleted ? 'unrestorable' : 'no-backup', { why: lack.why });
    } else if (isYoung) stay('recent', isAmong && doubt ? doubt : {});
    else if (isAmong) stay('recent', doubt || (all < keep ? {} : more));
    else if (count === 0) stay('last', doubt || more);
  }
  for (const [run, { undecided, ...rest }] of kept) {
    if (undecided === undefined) continue;
    // One that goes is older for certain than something that stays.
    const among = undecided.filter((other) => [...kept.keys()].some((stays) => stays.run === other));
    kept.set(run, { ...rest, ...(among.length > 0 && { undecided: among, why: whyUndecided(among) }) });
  }
  return kept;
}
