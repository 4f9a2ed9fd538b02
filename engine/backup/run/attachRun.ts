import type { QmpClient } from '../../qmp';
import { BackupError } from '../errors';
import { findRun } from '../jobs/findRuns';
import type { RunResult } from '../model';
import { DEFAULT_RUN_OPTIONS, type RunOptions } from '../options';
import type { Locality } from '../plan/backupPlan';
import { BackupRun } from './backupRun';
import type { RunId } from '../names/runId';
import { clearUp } from '../targets/settle';

/**
 * Follows a run that another client started, or that a client left behind, from what QEMU tells of it: its jobs carry
 * the run's id, its nodes the files. At the end the client that started it is given a moment to take the outcome; if
 * none does, the run is cleared up here, and completed files get their names.
 * @throws {BackupError} where QEMU knows no such run
 * @throws {QmpError} when QEMU does not answer
 */
export async function attachRun(
  client: QmpClient,
  run: RunId,
  locality: Locality,
  options: Partial<RunOptions> = {},
): Promise<BackupRun> {
  // Listening begins first: the owner may clear up so fast that only the events tell how the jobs ended.
  const events = client.listen();
  try {
    const found = await findRun(client, run);
    if (!found) throw new BackupError(`QEMU knows no run "${run}"; it may have ended and been cleared up.`);
    const { name, startedAt } = found.snapshot;
    const disks = found.snapshot.disks.map((disk) => {
      const growing = found.growing.get(disk.job);
      return { ...disk, ...(growing !== undefined && { growing }) };
    });
    if (disks.length === 0) {
      throw new BackupError(
        `Backup "${run}" has not started its jobs; if nobody is starting it any more, cancel it.`,
      );
    }
    const runOptions = { ...DEFAULT_RUN_OPTIONS, ...options };
    const remains = { ...found.remains, locality, partial: runOptions.partial };
    const followed = {
      run,
      name,
      startedAt,
      disks,
      remains,
      options: runOptions,
      owner: 'maybe another' as const,
    };
    return new BackupRun(client, followed, events);
  } catch (error) {
    events.close();
    throw error;
  }
}

/**
 * Cancels a run, whoever started it, and waits for its end. One that left targets behind and never started its jobs is
 * cleared up.
 * @returns what became of it, which may also be that it had completed already
 * @throws {BackupError} where QEMU knows no such run
 * @throws {QmpError} when QEMU does not answer
 */
export async function cancelRun(client: QmpClient, run: RunId, locality: Locality): Promise<RunResult> {
  const found = await findRun(client, run);
  if (found?.snapshot.disks.length === 0) {
    await clearUp(client, 'cancelled', { ...found.remains, locality, partial: 'remove' });
    return { run, outcome: 'cancelled', disks: [] };
  }
  const attached = await attachRun(client, run, locality);
  await attached.cancel();
  return attached.finished;
}
