import { setTimeout as sleep } from 'node:timers/promises';
import type { QmpClient } from '../../qmp';
import { PlanError } from '../errors';
import type { BackupPlan, PlannedDisk } from '../plan/backupPlan';
import { about } from '../plan/checks/scene';
import { usedBy } from '../plan/checks/targetInUse';
import { targetIdentity } from '../plan/targetIdentity';
import { livenessOf } from '../records/processIdentity';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { isOf } from './standing';

/** How often another start is looked at whose outcome decides about this one, in milliseconds. */
const LOOK = 50;

/** Whether a run's targets can be those of another machine, too. Of another host's files nothing can be told. */
function canMeet(client: QmpClient, plan: BackupPlan, record: RunRecord): boolean {
  const areHere = plan.locality === 'local' && record.locality === 'local';
  return record.run !== plan.run && (areHere || isOf(client.address, record));
}

/** Another run, and each disk of this one whose target is one of its own. */
interface Rival {
  record: RunRecord;
  shared: PlannedDisk[];
}

/** The other runs on record that are prepared or followed right now, and share a target with this one. */
async function findRivals(client: QmpClient, plan: BackupPlan, records: RunRecords): Promise<Rival[]> {
  const { disks, locality } = plan;
  const identitiesOf = (list: readonly PlannedDisk[]) =>
    Promise.all(list.map(({ target }) => targetIdentity(target, locality)));
  const own = await identitiesOf(disks);
  const rivals: Rival[] = [];
  for (const record of (await records.listOpen()).filter((one) => canMeet(client, plan, one))) {
    const theirs = await identitiesOf(record.disks);
    const shared = disks.filter((_, position) => theirs.includes(own[position] ?? ''));
    const isThere = record.client && (await livenessOf(record.client)) === 'alive';
    if (isThere === true && shared.length > 0) rivals.push({ record, shared });
  }
  return rivals;
}

/** @throws {PlanError} unless there are none */
function refuse(rivals: readonly Rival[]): void {
  const [first, ...others] = rivals.flatMap(({ record: { run }, shared }) =>
    shared.map((disk) => about(disk, 'error', 'target-in-use', usedBy(disk.target.path, run))),
  );
  if (first) throw new PlanError([first, ...others]);
}

/**
 * Makes sure that no other run writes to a target of this one, which is on record, or is about to: two starts at once see
 * no file of each other as they plan. Of two that are being prepared the one that was planned first goes on. It waits
 * for the other's fate, though: that may have looked before this one was on record, and then it is too late for both.
 * @throws {PlanError} where another run has a target; nothing was touched
 */
export async function claimTargets(
  client: QmpClient,
  plan: BackupPlan,
  { records, signal }: { records: RunRecords; signal?: AbortSignal | undefined },
): Promise<void> {
  for (;;) {
    const rivals = await findRivals(client, plan, records);
    refuse(rivals.filter(({ record: { state, run } }) => state === 'started' || run < plan.run));
    if (rivals.length === 0) return;
    await sleep(LOOK, undefined, { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
}
