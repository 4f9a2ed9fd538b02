import type { QmpClient } from '../qmp';
import { BackupError } from './errors';
import { findRun } from './jobs';
import type { RunResult } from './model';
import type { Locality } from './backupPlan';
import { BackupRun } from './run';
import type { RunId } from './runId';

/**
 * Follows a run that another client started, or that a client left behind, from what QEMU tells of it: its jobs carry
 * the run's id, its nodes the files. At the end the client that started it is given a moment to take the outcome; if
 * none does, the run is cleared up here, and completed files get their names.
 * @throws {BackupError} where QEMU knows no such run
 * @throws {QmpError} when QEMU does not answer
 */
export async function attachRun(client: QmpClient, run: RunId, locality: Locality): Promise<BackupRun> {
  // Listening begins first: the owner may clear up so fast that only the events tell how the jobs ended.
  const events = client.listen();
  try {
    const found = await findRun(client, run);
    if (!found) throw new BackupError(`QEMU knows no run "${run}"; it may have ended and been cleared up.`);
    const { snapshot, nodes, files } = found;
    const { name, startedAt, disks } = snapshot;
    const remains = { jobs: disks.map((disk) => disk.job), nodes, files, locality };
    return new BackupRun(client, { run, name, startedAt, disks, remains, owner: 'maybe another' }, events);
  } catch (error) {
    events.close();
    throw error;
  }
}

/**
 * Cancels a run, whoever started it, and waits for its end.
 * @returns what became of it, which may also be that it had completed already
 * @throws {BackupError} where QEMU knows no such run
 * @throws {QmpError} when QEMU does not answer
 */
export async function cancelRun(client: QmpClient, run: RunId, locality: Locality): Promise<RunResult> {
  const attached = await attachRun(client, run, locality);
  await attached.cancel();
  return attached.finished;
}
