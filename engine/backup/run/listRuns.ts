import type { ExecuteOptions, QmpClient } from '../../qmp';
import { findRuns, type FoundRun } from '../jobs/findRuns';
import { isOutcome } from '../jobs/totals';
import { isHeld } from '../machine/heldGuest';
import type { RunSnapshot } from '../model';
import { ownerOf } from '../records/recordPlaces';
import { snapshotOf } from '../records/recordSnapshot';
import type { RunRecords } from '../records/runRecords';
import type { RunRecord } from '../records/runRecord';
import { lostEnding } from './endLostRun';
import { ofMachine } from './ofMachine';
import { hasJobs, isHalfCancelled, isPaused, standingOf, type Standing } from './standing';

const STATES: Record<Exclude<Standing, 'gone'>, RunSnapshot['state']> = {
  starting: 'starting',
  abandoned: 'failed',
};

/**
 * A run of which QEMU has no job, as it truly is, which its record does not know yet.
 * @param records those of the program that asks
 * @param isKnown whether QEMU has other things of the run
 */
async function describe(records: RunRecords, record: RunRecord, isKnown: boolean): Promise<RunSnapshot> {
  const standing = await standingOf(record);
  // That is how it ended, though nobody has put it on record.
  if (standing === 'gone') {
    const {
      outcome,
      loss,
      disks: results,
    } = await lostEnding(records, record, isKnown ? 'dismissed' : 'anew');
    return snapshotOf({ ...record, state: 'ended', outcome, loss, results });
  }
  const snapshot = snapshotOf(record);
  const state = STATES[standing];
  const disks = snapshot.disks.map((disk) => ({ ...disk, state }));
  return { ...snapshot, state, disks };
}

/** What QEMU tells, with what only the record knows: the backup's name, and of each disk its target. */
function join({ snapshot }: FoundRun, record: RunRecord | undefined): RunSnapshot {
  if (!record || record.origin === 'foreign') return { ...snapshot, origin: 'foreign' };
  const { name, startedAt } = snapshotOf(record);
  const disks = snapshot.disks.map((disk) => {
    const target = record.disks.find(({ job }) => job === disk.job)?.target.path ?? disk.target;
    return { ...disk, target };
  });
  return { ...snapshot, origin: 'recorded', name, startedAt, disks };
}

/** What is paused since it is to be cancelled is told as that. Also where another program of this user keeps the record. */
async function withCancel(found: FoundRun, snapshot: RunSnapshot, records: RunRecords): Promise<RunSnapshot> {
  const { run, disks } = found.snapshot;
  if (!isPaused(disks)) return snapshot;
  const owner = await ownerOf(records, run).catch(() => records);
  if (!(await isHalfCancelled(found, owner))) return snapshot;
  return {
    ...snapshot,
    state: 'cancelling',
    disks: snapshot.disks.map((disk) => (isOutcome(disk.state) ? disk : { ...disk, state: 'cancelling' })),
  };
}

/** Whether a run can be why the machine is paused: one that has failed leaves it so until somebody lets it go on. */
function mayHoldGuest({ snapshot: { state } }: FoundRun): boolean {
  return !isOutcome(state) || state === 'failed';
}

/**
 * The runs of a machine that are prepared, go on, or wait to be settled, the oldest first: those that QEMU tells of,
 * whoever started them, and those that were started through this monitor and of which it tells no more.
 * @throws {QmpError} when QEMU does not answer
 */
export async function listRuns(
  client: QmpClient,
  records: RunRecords,
  options: ExecuteOptions = {},
): Promise<RunSnapshot[]> {
  // The records first: what they call started is known to QEMU by then.
  const open = await records.listOpen();
  const found = await findRuns(client, options);
  const known = await Promise.all(
    found.map(async ({ snapshot: { run } }) => {
      const one = open.find((record) => record.run === run);
      return one ?? records.read(run).catch(() => undefined);
    }),
  );
  const recordOf = (run: string) => known.find((record) => record?.run === run);
  const isGuestHeld = found.some(mayHoldGuest) && (await isHeld(client, options));
  const told = await Promise.all(
    found.filter(hasJobs).map(async (one): Promise<RunSnapshot> => {
      const snapshot = await withCancel(one, join(one, recordOf(one.snapshot.run)), records);
      return isGuestHeld && mayHoldGuest(one) ? { ...snapshot, guest: 'paused' } : snapshot;
    }),
  );
  const isTold = (run: string) => told.some((snapshot) => snapshot.run === run);
  const isKnown = ({ run }: RunRecord) => found.some(({ snapshot }) => snapshot.run === run);
  const untold = open.filter(({ run }) => !isTold(run));
  const here = await ofMachine(client.address, untold);
  const silent = untold.filter((record) => here.includes(record) || isKnown(record));
  const nameless = found.filter(
    ({ snapshot: { run } }) => !isTold(run) && !silent.some((record) => record.run === run),
  );
  return [
    ...told,
    ...(await Promise.all(silent.map((record) => describe(records, record, isKnown(record))))),
    ...nameless.map((one) => join(one, recordOf(one.snapshot.run))),
  ].toSorted((a, b) => (a.run < b.run ? -1 : 1));
}
