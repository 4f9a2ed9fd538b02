import { QmpCommandError, type QmpClient } from '../../qmp';

/** How long a request to a job waits for QEMU's answer, in milliseconds. */
export const ANSWER_TIMEOUT = 10_000;

/**
 * QEMU's ways to say that a job is as it was asked to be, is past that, or has ended (job_apply_verb and
 * job_user_pause in QEMU's job.c).
 */
const NOTHING_TO_DO =
  /already paused|Can't resume a job that was not paused|cannot accept command verb|not found/;

/** Sends one request for each job; those it no longer applies to are passed over. @returns how many it applied to */
async function forEachJob(ids: readonly string[], send: (id: string) => Promise<unknown>): Promise<number> {
  const applied = ids.map(async (id) => {
    try {
      await send(id);
      return 1;
    } catch (error) {
      if (error instanceof QmpCommandError && NOTHING_TO_DO.test(error.desc)) return 0;
      throw error;
    }
  });
  return (await Promise.all(applied)).reduce((sum: number, one) => sum + one, 0);
}

/**
 * Pauses jobs. What they are copying at the moment is finished first.
 * @returns how many were not paused before
 * @throws {QmpTimeoutError} when QEMU does not answer
 */
export async function pauseJobs(client: QmpClient, ids: readonly string[]): Promise<number> {
  return forEachJob(ids, (id) => client.execute('job-pause', { id }, { timeout: ANSWER_TIMEOUT }));
}

/**
 * Lets jobs go on that were paused, or that QEMU stopped after an I/O error: they try again what had failed.
 * @returns how many were paused or stopped
 * @throws {QmpTimeoutError} when QEMU does not answer
 */
export async function resumeJobs(client: QmpClient, ids: readonly string[]): Promise<number> {
  return forEachJob(ids, (id) => client.execute('job-resume', { id }, { timeout: ANSWER_TIMEOUT }));
}

/**
 * Limits the speed of jobs from now on.
 * @param speed bytes a second for each of them; 0 takes the limit away
 * @returns how many could still be limited
 * @throws {QmpTimeoutError} when QEMU does not answer
 */
export async function limitJobs(client: QmpClient, ids: readonly string[], speed: number): Promise<number> {
  return forEachJob(ids, (device) =>
    client.execute('block-job-set-speed', { device, speed }, { timeout: ANSWER_TIMEOUT }),
  );
}
