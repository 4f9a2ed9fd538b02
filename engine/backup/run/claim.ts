import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../../errorText';
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

/**
 * How often another start is looked at whose outcome decides about this one, in milliseconds: at first, and at the least
 * where that takes long, since a look goes through all processes of the host.
 */
const FIRST_LOOK = 50;
const LATE_LOOK = 1000;

/** How long a start waits for another one before that is told, in milliseconds. */
const LONG_WAIT = 3000;

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
    ...busy.map(({ disk }) => beingBackedUp(disk, record.run)),
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
  if (!areHere && !(await isOf(client.address, record))) return [];
  const identitiesOf = (list: readonly PlannedDisk[]) =>
    Promise.all(list.map(({ target }) => targetIdentity(target, locality)));
  const [own, theirs] = [await identitiesOf(disks), await identitiesOf(record.disks)];
  return disks
    .filter((_, position) => theirs.includes(own[position] ?? ''))
    .map((disk) => about(disk, 'error', 'target-in-use', usedBy(disk.target.path, record.run)));
}

/** What a start knows of others, and, in sentences, what of them it could not look at. */
interface Known<T> {
  found: T[];
  unseen: string[];
}

/** The runs on record that have not ended, also those of the other programs of this user. */
async function openRuns(own: RunRecords): Promise<Known<RunRecord>> {
  // What cannot be read of theirs keeps nobody from a backup. QEMU makes two backups of one disk; of one target
  // two machines may make both, and the second keeps its partial name and says why.
  const unseen: string[] = [];
  const passOver = (error: unknown) => {
    unseen.push(
      `${errorText(error)} Whether another program wrote to the same targets could not be looked at.`,
    );
    return [];
  };
  const others = await otherRecords(own).catch(passOver);
  const theirs = await Promise.all(others.map((records) => records.listOpen().catch(passOver)));
  return { found: [...(await own.listOpen()), ...theirs.flat()], unseen };
}

/** The other runs on record that are prepared or followed right now, and want something that this one wants. */
async function findRivals(client: QmpClient, plan: BackupPlan, records: RunRecords): Promise<Known<Rival>> {
  const { found: open, unseen } = await openRuns(records);
  const rivals: Rival[] = [];
  for (const record of open) {
    if (record.run === plan.run || !record.client) continue;
    if ((await livenessOf(record.client)) !== 'alive') continue;
    const findings = await findSharedTargets(client, plan, record);
    if (await isOnMachine(client, plan, record)) {
      const isTold = (finding: PlanFinding) => findings.some(({ disk }) => disk === finding.disk);
      findings.push(...findOnMachine(plan, record).filter((one) => one.disk === undefined || !isTold(one)));
    }
    if (findings.length > 0) rivals.push({ record, findings });
  }
  return { found: rivals, unseen };
}

/** Of a program whose QEMU stands still, that may take any time. */
function waitsFor({ record: { run, machine } }: Rival): string {
  const whose = machine.name === undefined ? '' : ` of ${machine.name}`;
  return (
    `Waiting for backup ${run}${whose}, which is being started, and has a disk, target or checkpoint of this one: ` +
    'this one goes on if that one does not start.'
  );
}

/** @throws {PlanError} unless there are none */
function refuse(findings: readonly PlanFinding[]): void {
  const [first, ...others] = findings;
  if (first) throw new PlanError([first, ...others]);
}

export interface ClaimOptions {
  records: RunRecords;
  /** Ends the wait for another start. */
  signal?: AbortSignal | undefined;
  /** Is told, in a sentence, where another start has been waited for a while. */
  onWaiting?: ((message: string) => void) | undefined;
}

/**
 * Makes sure that no other run backs up a disk of this one, writes to its targets or makes a checkpoint of its name, or is
 * about to: two starts at once see nothing of each other as they plan. Of two that are being prepared the one that was
 * planned first goes on. It waits for the other's fate, though: that may have looked before this one was on record, and
 * then it is too late for both.
 * @returns in sentences, what of the other programs of this user could not be looked at
 * @throws {PlanError} where another run has something of this one; nothing was touched
 */
export async function claim(
  client: QmpClient,
  plan: BackupPlan,
  { records, signal, onWaiting }: ClaimOptions,
): Promise<string[]> {
  const began = Date.now();
  let isTold = false;
  let unseen: string[];
  for (let pause = FIRST_LOOK; ; pause = Math.min(pause * 1.5, LATE_LOOK)) {
    const known = await findRivals(client, plan, records);
    unseen = known.unseen;
    const rivals = known.found;
    const first = rivals.filter(({ record: { state, run } }) => state === 'started' || run < plan.run);
    refuse(first.flatMap(({ findings }) => findings));
    const [rival] = rivals;
    if (!rival) break;
    if (!isTold && Date.now() - began >= LONG_WAIT) {
      isTold = true;
      onWaiting?.(waitsFor(rival));
    }
    await sleep(pause, undefined, { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
  if (!plan.checkpoint) return unseen;
  // A short backup may have made its checkpoint since this one was planned.
  const nodes = await readTracking(client, { signal });
  const clash = findNameClash(plan.checkpoint.name, plan.run, nodes, { drives: [] });
  refuse(clash ? [clash] : []);
  return unseen;
}
