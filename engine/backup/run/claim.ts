import { setTimeout as sleep } from 'node:timers/promises';
import type { QmpClient } from '../../qmp';
import { PlanError, type PlanFinding } from '../errors';
import { hasJobsOf } from '../jobs/findRuns';
import { readTracking } from '../machine/tracking';
import type { BackupPlan, PlannedDisk } from '../plan/backupPlan';
import { findNameClash, nameTaken } from '../plan/checkpointClash';
import { beingBackedUp } from '../plan/planDisk';
import { about } from '../plan/checks/scene';
import { usedBy } from '../plan/checks/targetInUse';
import { targetIdentity } from '../plan/targetIdentity';
import { livenessOf } from '../records/processIdentity';
import { otherRecords } from '../records/recordPlaces';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { isOfQemu } from './ofMachine';
import { isOf } from './standing';

/** How often another start is looked at whose outcome decides about this one, in milliseconds. */
const LOOK = 50;

/** Another run, and what it has that this one wants as well. */
interface Rival {
  record: RunRecord;
  findings: PlanFinding[];
}

/**
 * Whether a run is at work on the machine that a session is with. Of one that has started QEMU's jobs tell: its record
 * stays open where QEMU ended and nobody has settled it yet. One that is being prepared is of the same machine by its
 * monitor, or by another one of the same QEMU.
 */
async function isOnMachine(client: QmpClient, plan: BackupPlan, record: RunRecord): Promise<boolean> {
  if (record.state === 'started') return hasJobsOf(client, record.run);
  const isHere = await isOfQemu(client.address, record);
  if (isHere !== 'unknown') return isHere === 'yes';
  return plan.machine.uuid !== undefined && plan.machine.uuid === record.machine.uuid;
}

/** What a run of the same machine is about to do to it that only one can. */
function findOnMachine({ disks, checkpoint }: BackupPlan, record: RunRecord): PlanFinding[] {
  const busy = disks.filter(({ node }) => record.disks.some((other) => other.node === node));
  const isSame = checkpoint !== undefined && checkpoint.name === record.checkpoint?.name;
  return [
    ...busy.map(({ disk }) => beingBackedUp(disk)),
    ...(isSame ? [nameTaken(checkpoint.name, record.run)] : []),
  ];
}

/** The targets that another run has, too. Of another host's files nothing can be told but by its own monitor. */
async function findSharedTargets(
  client: QmpClient,
  { disks, locality }: BackupPlan,
  record: RunRecord,
): Promise<PlanFinding[]> {
  const areHere = locality === 'local' && record.locality === 'local';
  if (!areHere && !isOf(client.address, record)) return [];
  const identitiesOf = (list: readonly PlannedDisk[]) =>
    Promise.all(list.map(({ target }) => targetIdentity(target, locality)));
  const [own, theirs] = [await identitiesOf(disks), await identitiesOf(record.disks)];
  return disks
    .filter((_, position) => theirs.includes(own[position] ?? ''))
    .map((disk) => about(disk, 'error', 'target-in-use', usedBy(disk.target.path, record.run)));
}

/** The runs on record that have not ended, also those of the other programs of this user. */
async function openRuns(own: RunRecords): Promise<RunRecord[]> {
  // What cannot be read of theirs keeps nobody from a backup: QEMU refuses the second one, too, though in its own words.
  const others = await otherRecords(own).catch(() => []);
  const theirs = await Promise.all(others.map((records) => records.listOpen().catch(() => [])));
  return [...(await own.listOpen()), ...theirs.flat()];
}

/** The other runs on record that are prepared or followed right now, and want something that this one wants. */
async function findRivals(client: QmpClient, plan: BackupPlan, records: RunRecords): Promise<Rival[]> {
  const rivals: Rival[] = [];
  for (const record of await openRuns(records)) {
    if (record.run === plan.run || !record.client) continue;
    if ((await livenessOf(record.client)) !== 'alive') continue;
    const findings = await findSharedTargets(client, plan, record);
    if (await isOnMachine(client, plan, record)) {
      const isTold = (finding: PlanFinding) => findings.some(({ disk }) => disk === finding.disk);
      findings.push(...findOnMachine(plan, record).filter((one) => one.disk === undefined || !isTold(one)));
    }
    if (findings.length > 0) rivals.push({ record, findings });
  }
  return rivals;
}

/** @throws {PlanError} unless there are none */
function refuse(findings: readonly PlanFinding[]): void {
  const [first, ...others] = findings;
  if (first) throw new PlanError([first, ...others]);
}

/**
 * Makes sure that no other run backs up a disk of this one, writes to its targets or makes a checkpoint of its name, or is
 * about to: two starts at once see nothing of each other as they plan. Of two that are being prepared the one that was
 * planned first goes on. It waits for the other's fate, though: that may have looked before this one was on record, and
 * then it is too late for both.
 * @throws {PlanError} where another run has something of this one; nothing was touched
 */
export async function claim(
  client: QmpClient,
  plan: BackupPlan,
  { records, signal }: { records: RunRecords; signal?: AbortSignal | undefined },
): Promise<void> {
  for (;;) {
    const rivals = await findRivals(client, plan, records);
    const first = rivals.filter(({ record: { state, run } }) => state === 'started' || run < plan.run);
    refuse(first.flatMap(({ findings }) => findings));
    if (rivals.length === 0) break;
    await sleep(LOOK, undefined, { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
  if (!plan.checkpoint) return;
  // A short backup may have made its checkpoint since this one was planned.
  const nodes = await readTracking(client, { signal });
  const clash = findNameClash(plan.checkpoint.name, plan.run, nodes, { drives: [] });
  refuse(clash ? [clash] : []);
}
