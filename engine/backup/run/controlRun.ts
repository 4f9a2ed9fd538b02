import type { QmpClient } from '../../qmp';
import { BackupError } from '../errors';
import { limitJobs, pauseJobs, resumeJobs } from '../jobs/controlJobs';
import { findRun } from '../jobs/findRuns';
import { isOutcome } from '../jobs/totals';
import { letGoOn } from '../machine/heldGuest';
import type { RunSnapshot } from '../model';
import type { RunId } from '../names/runId';
import { withdrawCancel } from '../records/cancelMark';
import { otherRecords } from '../records/recordPlaces';
import type { RunSite } from './runSite';

/** A run that QEMU tells of. */
async function knownRun(client: QmpClient, run: RunId): Promise<RunSnapshot> {
  const found = await findRun(client, run);
  if (!found) throw new BackupError(`QEMU knows no run "${run}"; it may have ended and been cleared up.`);
  return found.snapshot;
}

/** The jobs of a run that have not ended. */
function openOf({ run, disks }: RunSnapshot): string[] {
  const open = disks.filter(({ state }) => !isOutcome(state));
  if (open.length === 0) throw new BackupError(`Backup "${run}" has ended, or has not started its jobs yet.`);
  return open.map(({ job }) => job);
}

const openJobs = async (client: QmpClient, run: RunId) => openOf(await knownRun(client, run));

/**
 * Whoever pauses or resumes a run wants a cancel that was left halfway no more. Where that was noted, which record is
 * the run's need not be known for.
 * @throws {BackupError} where the cancel cannot be withdrawn
 */
async function forgetCancel(run: RunId, { records }: RunSite): Promise<void> {
  // Of a place that cannot be looked at it is not known that a cancel was asked for either.
  const others = await otherRecords(records).catch(() => []);
  for (const known of [records, ...others]) await withdrawCancel(known, run);
}

/** What came of a resume. */
interface Resumed {
  /** How many disks were paused or stopped. */
  disks: number;
  /** `went on`: QEMU had paused it at a write that could not be copied first. */
  machine: 'went on' | 'was not paused';
}

/**
 * Pauses the disks of a run, whoever started it.
 * @returns how many were not paused before, and are still to be copied
 * @throws {BackupError} where nothing of the run is under way, or a cancel of it cannot be withdrawn
 * @throws {QmpError} when QEMU does not answer
 */
export async function pauseRun(client: QmpClient, run: RunId, site: RunSite): Promise<number> {
  const jobs = await openJobs(client, run);
  await forgetCancel(run, site);
  return pauseJobs(client, jobs);
}

/**
 * Lets the disks of a run go on that were paused, or that QEMU stopped after an I/O error, whoever started it; and the
 * machine, where QEMU has paused it at a write that could not be copied first: also after the run has failed.
 * @throws {BackupError} where nothing of the run is under way, or a cancel of it cannot be withdrawn
 * @throws {QmpError} when QEMU does not answer
 */
export async function resumeRun(client: QmpClient, run: RunId, site: RunSite): Promise<Resumed> {
  const known = await knownRun(client, run);
  if (known.state === 'failed' && (await letGoOn(client))) return { disks: 0, machine: 'went on' };
  const jobs = openOf(known);
  await forgetCancel(run, site);
  const machine = (await letGoOn(client)) ? 'went on' : 'was not paused';
  return { disks: await resumeJobs(client, jobs), machine };
}

/**
 * Limits how fast each disk of a run is copied, whoever started it.
 * @param bytesPerSecond 0 takes the limit away
 * @returns how many disks are still to be copied
 * @throws {BackupError} where nothing of the run is under way
 * @throws {QmpError} when QEMU does not answer
 */
export async function limitRun(client: QmpClient, run: RunId, bytesPerSecond: number): Promise<number> {
  return limitJobs(client, await openJobs(client, run), bytesPerSecond);
}
