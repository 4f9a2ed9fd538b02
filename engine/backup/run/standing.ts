import type { QmpAddress } from '../../qmp';
import { realSocket } from '../host/realSocket';
import type { FoundRun } from '../jobs/findRuns';
import type { DiskProgress } from '../model';
import { isCancelMarked } from '../records/cancelMark';
import { recordedAddress } from '../records/newRecord';
import { livenessOf } from '../records/processIdentity';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';

/**
 * How a run stands whose record has not ended, and of which QEMU has no job.
 * - `starting`: a program prepares it
 * - `abandoned`: the program that prepared it has ended, or given it up
 * - `gone`: QEMU has ended since it started, or somebody else has dismissed its jobs
 */
export type Standing = 'starting' | 'abandoned' | 'gone';

/** Whether the program that started a run is no more, or has given it up. */
export async function isWithoutProgram({ client }: RunRecord): Promise<boolean> {
  return !client || (await livenessOf(client)) === 'gone';
}

/** Whether the program that started a run will not finish it any more. */
export async function isLeft(record: RunRecord): Promise<boolean> {
  return record.state === 'ended' || (await isWithoutProgram(record));
}

export async function standingOf(record: RunRecord): Promise<Standing> {
  if (record.state === 'started') return 'gone';
  return (await isLeft(record)) ? 'abandoned' : 'starting';
}

/**
 * Whether a run was started through this monitor socket, by whichever path: of such a run, QEMU there must know, if it
 * lives.
 */
export async function isOf(address: QmpAddress, { machine }: RunRecord): Promise<boolean> {
  const recorded = recordedAddress(address);
  return machine.socket === recorded || (await realSocket(machine.socket)) === (await realSocket(recorded));
}

/**
 * Whether whoever was cancelling a run may have gone after it had paused jobs, and before it aborted one. Nobody has
 * asked for that pause, and nobody would end it.
 * @param records those of the program that has started the run
 */
export async function isHalfCancelled(
  { snapshot: { run, disks } }: FoundRun,
  records: RunRecords,
): Promise<boolean> {
  return isPaused(disks) && isCancelMarked(records, run);
}

/** Whether some disks are paused, or about to be. */
export function isPaused(disks: readonly DiskProgress[]): boolean {
  return disks.some(({ state }) => state === 'paused' || state === 'pausing');
}

/** Whether QEMU has jobs of a run, which are the last word on it. */
export function hasJobs({ snapshot }: FoundRun): boolean {
  return snapshot.disks.length > 0;
}
