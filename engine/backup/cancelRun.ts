import type { QmpClient } from '../qmp';
import { requestCancel } from './cancel';
import { BackupError } from './errors';
import { findRuns } from './jobs';
import type { RunResult } from './model';
import type { Locality } from './plan';
import type { RunId } from './runId';
import { settle } from './settle';
import { Tracker } from './tracker';
import { watchJobs } from './watch';

/** How long the client that started a run has to take its outcome, in milliseconds, before another does. */
const OWNER_GRACE = 3000;
const POLL_INTERVAL = 100;

async function findRun(client: QmpClient, run: RunId) {
  return (await findRuns(client)).find(({ snapshot }) => snapshot.run === run);
}

/**
 * Cancels a run that another client started, or that a client left behind, and waits for its end. The client that
 * started it is given a moment to take the outcome; if none does, the run is cleared up here.
 * @returns what became of it, which may also be that it had completed already
 * @throws {BackupError} where QEMU knows no such run
 * @throws {QmpError} when QEMU does not answer
 */
export async function cancelRun(client: QmpClient, run: RunId, locality: Locality): Promise<RunResult> {
  // Listening begins first: the owner may clear up so fast that only the events tell how the jobs ended.
  using events = client.listen();
  const found = await findRun(client, run);
  if (!found) throw new BackupError(`QEMU knows no run "${run}"; it may have ended and been cleared up.`);
  const tracker = new Tracker(found.snapshot.disks);
  await requestCancel(client, tracker.unfinished);
  await watchJobs(client, tracker, events);
  const { results } = tracker;

  const deadline = Date.now() + OWNER_GRACE;
  let left = await findRun(client, run);
  while (left && Date.now() < deadline) {
    await events.next({ timeout: POLL_INTERVAL });
    left = await findRun(client, run);
  }
  if (!left) return { run, ...results };
  const jobs = left.snapshot.disks.map((disk) => disk.job);
  return {
    run,
    ...(await settle(client, results, { jobs, nodes: left.nodes, files: left.files, locality })),
  };
}
