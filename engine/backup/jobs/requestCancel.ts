import { setTimeout as sleep } from 'node:timers/promises';
import { QmpCommandError, QmpTimeoutError, type Job, type QmpClient } from '../../qmp';
import { pauseJobs } from './controlJobs';
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

/**
 * How long a paused job may stand still before its storage counts as hung, in milliseconds: while the others move, and
 * where several stand still, of which some may only be slow. And the pause between two looks.
 */
const STILL_ALONE = 10_000;
const STILL_TOGETHER = 30_000;
const PAUSE_LOOK = 50;

/** A job that has copied to the end has nothing under way. */
const isWaiting = ({ status }: Job) => status === 'waiting' || status === 'pending';

/**
 * Pauses jobs, which are to be cancelled anyway: QEMU first finishes what a job has under way, up to 64 MiB of it,
 * which takes a slow storage long. Where only one job has anything under way left, it may hang or not: cancelling it
 * waits for no other. Of several, the one that hangs does not move.
 * @param ids the one that has stood still the longest first
 * @returns that one; `undefined` where all have come to a rest
 */
async function hungOf(client: QmpClient, ids: readonly string[]): Promise<string | undefined> {
  await pauseJobs(client, ids);
  const moves = new Map<string, { at: number; current: number }>();
  for (;;) {
    const jobs = await client.execute('query-jobs', {}, { timeout: ANSWER_TIMEOUT });
    const now = Date.now();
    const restless = jobs.filter(({ id, status }) => ids.includes(id) && status === 'running');
    if (restless.length <= 1) return restless[0]?.id;
    for (const { id, 'current-progress': current } of restless) {
      if (moves.get(id)?.current !== current) moves.set(id, { at: now, current });
    }
    const stillFor = (patience: number) =>
      ids.filter(
        (id) => now - (moves.get(id)?.at ?? now) >= patience && restless.some((job) => job.id === id),
      );
    const still = stillFor(STILL_ALONE);
    if (still.length === 1 || stillFor(STILL_TOGETHER).length > 1) return still[0];
    await sleep(PAUSE_LOOK);
  }
}

/** One attempt; `undefined` where the job that was chosen ended meanwhile. */
async function tryCancel(client: QmpClient, ids: readonly string[]): Promise<CancelAnswer | undefined> {
  const jobs = await client.execute('query-jobs', {}, { timeout: ANSWER_TIMEOUT });
  const members = ids.map((id) => jobs.find((job) => job.id === id)).filter((job) => job !== undefined);
  if (members.some((job) => job.status === 'aborting')) return 'requested';
  const open = members.filter((job) => !hasEnded(job)).toSorted((a, b) => +isWaiting(a) - +isWaiting(b));
  const copying = open.filter((job) => !isWaiting(job)).map(({ id }) => id);
  const hung = copying.length > 1 ? await hungOf(client, copying) : undefined;
  const id = hung ?? open[0]?.id;
  if (id === undefined) return 'ended';
  try {
    await client.execute('job-cancel', { id }, { timeout: ANSWER_TIMEOUT });
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
 * storage answers. All members come to a rest before, as far as their storage lets them.
 * @param ids the jobs of the run, the one that has stood still the longest first
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
    if (error.command !== 'job-cancel' && first !== undefined)
      void client.execute('job-cancel', { id: first }).catch(() => {});
    return 'silent';
  }
}
