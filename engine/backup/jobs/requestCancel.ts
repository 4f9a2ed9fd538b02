import { QmpCommandError, QmpTimeoutError, type Job, type QmpClient } from '../../qmp';
import { hasEnded } from './jobState';

/**
 * - `requested`: QEMU is aborting the group
 * - `ended`: nothing was left to cancel, the outcome stands already
 * - `silent`: QEMU does not answer; it was asked to cancel, and does so if it goes on while the session lasts
 */
export type CancelAnswer = 'requested' | 'ended' | 'silent';

/** How long a cancel waits for QEMU's answer, in milliseconds. */
const ANSWER_TIMEOUT = 10_000;

/** QEMU's two ways to say that a job ended in the meantime. */
function endedMeanwhile(error: unknown): boolean {
  return error instanceof QmpCommandError && /cannot accept command verb|Job not found/.test(error.desc);
}

/** Copying jobs before those that only wait: of a group, a member that hangs must be cancelled first. */
const isWaiting = (job: Job) => (job.status === 'waiting' || job.status === 'pending' ? 1 : 0);

/** One attempt; `undefined` where the job that was chosen ended meanwhile. */
async function tryCancel(client: QmpClient, ids: readonly string[]): Promise<CancelAnswer | undefined> {
  const jobs = await client.execute('query-jobs', {}, { timeout: ANSWER_TIMEOUT });
  const members = ids.map((id) => jobs.find((job) => job.id === id)).filter((job) => job !== undefined);
  if (members.some((job) => job.status === 'aborting')) return 'requested';
  const [next] = members.filter((job) => !hasEnded(job)).toSorted((a, b) => isWaiting(a) - isWaiting(b));
  if (!next) return 'ended';
  try {
    await client.execute('job-cancel', { id: next.id }, { timeout: ANSWER_TIMEOUT });
    return 'requested';
  } catch (error) {
    if (endedMeanwhile(error)) return undefined;
    throw error;
  }
}

/**
 * Cancels a grouped run by aborting one of its jobs that has not completed, and tries another if that one completed
 * meanwhile (the rule of the 2017 push-backup series). QEMU aborts the others itself.
 *
 * A member whose storage hangs goes first: cancelling a healthy one would freeze QEMU's whole monitor until that
 * storage answers.
 * @param ids the jobs of the run, the one that seems stuck first
 * @throws {QmpDisconnectedError} when the session was lost: whether it is cancelled is unknown
 */
export async function requestCancel(client: QmpClient, ids: readonly string[]): Promise<CancelAnswer> {
  try {
    for (;;) {
      const answer = await tryCancel(client, ids);
      if (answer !== undefined) return answer;
    }
  } catch (error) {
    if (!(error instanceof QmpTimeoutError)) throw error;
    const [first] = ids;
    // It reads this when it goes on. What it answers then is told by the jobs' own states.
    if (error.command === 'query-jobs' && first !== undefined)
      void client.execute('job-cancel', { id: first }).catch(() => {});
    return 'silent';
  }
}
