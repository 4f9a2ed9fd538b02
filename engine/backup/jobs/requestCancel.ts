import { QmpCommandError, type Job, type QmpClient } from '../../qmp';
import { hasEnded } from './jobState';

/** `requested`: QEMU is aborting the group; `ended`: nothing was left to cancel, the outcome stands already. */
export type CancelAnswer = 'requested' | 'ended';

/** How long a cancel waits for QEMU's answer, in milliseconds. */
const ANSWER_TIMEOUT = 10_000;

/** QEMU's two ways to say that a job ended in the meantime. */
function endedMeanwhile(error: unknown): boolean {
  return error instanceof QmpCommandError && /cannot accept command verb|Job not found/.test(error.desc);
}

/** Copying jobs before those that only wait: of a group, a member that hangs must be cancelled first. */
const isWaiting = (job: Job) => (job.status === 'waiting' || job.status === 'pending' ? 1 : 0);

/**
 * Cancels a grouped run by aborting one of its jobs that has not completed, and tries another if that one completed
 * meanwhile (the rule of the 2017 push-backup series). QEMU aborts the others itself.
 *
 * A member whose storage hangs goes first: cancelling a healthy one would freeze QEMU's whole monitor until that
 * storage answers.
 * @param ids the jobs of the run, the one that seems stuck first
 * @throws {QmpTimeoutError} when QEMU does not answer: the cancel is requested, its effect unknown
 */
export async function requestCancel(client: QmpClient, ids: readonly string[]): Promise<CancelAnswer> {
  for (;;) {
    const jobs = await client.execute('query-jobs', {}, { timeout: ANSWER_TIMEOUT });
    const members = ids.map((id) => jobs.find((job) => job.id === id)).filter((job) => job !== undefined);
    if (members.some((job) => job.status === 'aborting')) return 'requested';
    const [next] = members.filter((job) => !hasEnded(job)).toSorted((a, b) => isWaiting(a) - isWaiting(b));
    if (!next) return 'ended';
    try {
      await client.execute('job-cancel', { id: next.id }, { timeout: ANSWER_TIMEOUT });
      return 'requested';
    } catch (error) {
      if (!endedMeanwhile(error)) throw error;
    }
  }
}
