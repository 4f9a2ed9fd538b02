import { runOf, type Catalogue, type CatalogueRun } from '../catalogue/catalogue';
import { depthsOf } from '../catalogue/depths';
import { sameMachine } from '../catalogue/sameMachine';
import { BackupError } from '../errors';
import type { RunId } from '../names/runId';
import { toldTogether } from '../names/told';
import { keepers } from './keepers';
import { overlaysBeside } from './overlays';
import type { RecordedNeed } from './recordedNeeds';
import { removableOf, type Removable } from './removable';

/** Which backups are to go. Where both are given, only what both let go of goes. */
export interface PrunePolicy {
  /** So many of the newest backups of each disk of a machine that can be restored stay. */
  keep?: number;
  /** Backups that are younger than this, in milliseconds, stay. */
  olderThan?: number;
  /** Now, in milliseconds since the epoch. */
  now: number;
  /**
   * Whether a run may go as far as this manifest of it is concerned. Every other run of the catalogue is only asked what
   * it needs: what builds on a backup may lie in another folder, or belong to another row.
   */
  mayGo: (run: RunId, manifest: string) => boolean;
  /** What other runs build on that the catalogue does not tell of: see `readNeeds`. */
  needs: readonly RecordedNeed[];
  /** Ends the reading of what goes, where its times tell too little. */
  signal?: AbortSignal;
}

/** What is removed of one run. */
export interface PrunedRun extends Removable {
  run: CatalogueRun;
}

/** A run that stays, and why. */
export interface KeptRun {
  run: CatalogueRun;
  /**
   * - `recent`: a backup that is among the newest, or young; `why` tells more where newer ones do not
   *   count for it, or where nobody can tell which are newer
   * - `unrestorable`: it completed, is as new, and cannot be restored as it is now; `why` tells more
   * - `no-backup`: it is as new, and did not complete; `why` tells more
   * - `needed`: a run that stays builds on it; `by` tells which, and `why` more where that one is not known here
   * - `in-use`: a running backup builds on it; `by` tells which, and `why` more where it is another program's
   * - `last`: it is the last complete backup of one of its disks; `why` as for `recent`
   * - `edited`: its manifest is not as it was written, so what it says is not acted on
   * - `untouched`: it would go, and none of its files can be taken for what its manifest says; `why` tells more
   */
  reason: 'recent' | 'unrestorable' | 'no-backup' | 'needed' | 'in-use' | 'last' | 'edited' | 'untouched';
  by?: RunId;
  /** A sentence. */
  why?: string;
  /** The newer runs in whose favour it would go if they had digests. */
  unproven?: RunId[];
  /** The runs of which nobody can tell whether they are newer, and for which it would go if they are; `why` tells more. */
  undecided?: RunId[];
}

/** What a prune would do. */
export interface PrunePlan {
  /** In the order in which they go: what builds on a run goes before it. */
  remove: PrunedRun[];
  /** What could have gone and stays, the newest first. */
  keep: KeptRun[];
  /**
   * What stays as a backup in place of those that go, the newest first; nothing where no backup goes. Before anything is
   * removed it is to be verified: whether it is as it was written, the plan has not looked.
   */
  reliedOn: CatalogueRun[];
  bytes: number;
}

/** Whether a run will never be restored, so that it needs nothing. One whose outcome is not known may yet be found whole. */
const isNoBackup = ({ manifest: { outcome } }: CatalogueRun) =>
  outcome === 'failed' || outcome === 'cancelled';

/** Why a run has to stay for another's sake. */
type Hold = Pick<KeptRun, 'reason' | 'by' | 'why'>;

/** What the records hold: the parents of runs that are going, and of completed ones that no manifest here tells of. */
function recordedHolds(catalogue: Catalogue, needs: readonly RecordedNeed[]): Map<RunId, Hold> {
  const holds = new Map<RunId, Hold>();
  for (const { state, run, parents, why } of needs) {
    if (state === 'completed' && runOf(catalogue, run)) continue;
    const reason = state === 'going' ? 'in-use' : 'needed';
    const hold: Hold = { reason, by: run, ...(why !== undefined && { why }) };
    for (const parent of parents) if (state === 'going' || !holds.has(parent)) holds.set(parent, hold);
  }
  return holds;
}

function checkPolicy({ keep, olderThan }: PrunePolicy): void {
  if (keep === undefined && olderThan === undefined)
    throw new BackupError('Nothing says which backups are to go: give a number to keep, an age, or both.');
  if (keep !== undefined && (!Number.isSafeInteger(keep) || keep < 1))
    throw new BackupError(`At least one backup of each disk stays; ${keep} is no number to keep.`);
}

/**
 * Works out which backups go, of each machine on its own; of one that nobody can tell from others, none. A run that
 * another one needs stays as long as that does, wherever that lies; the last backup of a disk that can be restored always
 * stays. Runs that failed, or cannot be restored, are not counted and go with the backups around them. Touches nothing.
 * @param catalogue all that is known, since any of it may build on what may go
 * @throws {BackupError} where the policy lets everything stay, or keeps less than one
 */
export async function planPrune(catalogue: Catalogue, policy: PrunePolicy): Promise<PrunePlan> {
  checkPolicy(policy);
  const mayGo = ({ run, manifests }: CatalogueRun) => manifests.some(({ file }) => policy.mayGo(run, file));
  const own = catalogue.runs.filter(mayGo);
  const kept = await keepers(catalogue, own, policy);
  const restorable = [...kept.values()].filter(({ reason }) => reason === 'recent' || reason === 'last');
  const holds = recordedHolds(catalogue, policy.needs);
  const depths = depthsOf(catalogue);
  const topFirst = catalogue.runs.toSorted((a, b) => (depths.get(b) ?? 0) - (depths.get(a) ?? 0));
  const remove: PrunedRun[] = [];
  const overlays = await overlaysBeside(catalogue, policy.signal);
  // A run that stays for another's sake is asked in its turn what it needs itself.
  for (const run of topFirst) {
    const hold = holds.get(run.run);
    if (hold && (hold.reason === 'in-use' || !kept.has(run))) kept.set(run, { run, ...hold });
    if (mayGo(run) && !kept.has(run)) {
      const removable = await removableOf({ catalogue, overlays }, run, policy);
      if (removable.files.length > 0) remove.push({ run, ...removable });
      else kept.set(run, { run, reason: 'untouched', why: toldTogether(removable.stays).message });
      if (removable.leaves === 'nothing') continue;
    }
    if (isNoBackup(run)) continue;
    for (const { parent } of run.disks)
      if (parent && !holds.has(parent.run)) holds.set(parent.run, { reason: 'needed', by: run.run });
  }
  const going = remove.map(({ run }) => run).filter((run) => !isNoBackup(run));
  return {
    remove,
    keep: own.flatMap((run) => kept.get(run) ?? []),
    reliedOn: restorable
      .map(({ run }) => run)
      .filter((run) => going.some((gone) => sameMachine(gone, run) === 'yes')),
    bytes: remove.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
