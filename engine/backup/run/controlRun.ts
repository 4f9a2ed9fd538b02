import type { QmpClient } from '../../qmp';
import { BackupError } from '../errors';
import { limitJobs, pauseJobs, resumeJobs } from '../jobs/controlJobs';
import { findRun } from '../jobs/findRuns';
import { isOutcome } from '../jobs/totals';
import { letGoOn } from '../machine/heldGuest';
import type { RunId } from '../names/runId';

/** The jobs of a run that have not ended. */
async function openJobs(client: QmpClient, run: RunId): Promise<string[]> {
  const found = await findRun(client, run);
  if (!found) throw new BackupError(`QEMU knows no run "${run}"; it may have ended and been cleared up.`);
  const open = found.snapshot.disks.filter(({ state }) => !isOutcome(state));
  if (open.length === 0) throw new BackupError(`Backup "${run}" has ended, or has not started its jobs yet.`);
  return open.map(({ job }) => job);
}

/**
 * Pauses the disks of a run, whoever started it.
 * @returns how many were not paused before, and are still to be copied
 * @throws {BackupError} where nothing of the run is under way
 * @throws {QmpError} when QEMU does not answer
 */
export async function pauseRun(client: QmpClient, run: RunId): Promise<number> {
  return pauseJobs(client, await openJobs(client, run));
}

/**
 * Lets the disks of a run go on that were paused, or that QEMU stopped after an I/O error, whoever started it; and the
 * machine, where QEMU has paused it at a write that could not be copied first.
 * @returns how many disks those were
 * @throws {BackupError} where nothing of the run is under way
 * @throws {QmpError} when QEMU does not answer
 */
export async function resumeRun(client: QmpClient, run: RunId): Promise<number> {
  const jobs = await openJobs(client, run);
  const wentOn = await letGoOn(client);
  const resumed = await resumeJobs(client, jobs);
  return wentOn ? Math.max(1, resumed) : resumed;
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
