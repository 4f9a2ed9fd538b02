import { isKnown } from '../jobs/findRuns';
import { endingOf, isDecided, type Ending } from '../records/keepRecord';
import { staying, withRemains } from '../targets/remains';
import { settle } from '../targets/settle';
import type { Followed } from './followed';
import { keepOutcome, type Kept } from './keepOutcome';
import type { MonitorLink } from './monitorLink';
import { unknownEnding } from './unknownEnding';

/** How long the client that started a run has to take its outcome, in milliseconds, before another does. */
const OWNER_GRACE = 3000;
const OWNER_POLL = 100;

/**
 * Clears up after a run that was followed until all its jobs had ended, unless another client does, and says how it
 * ended.
 * @param results how the jobs ended, as far as this client was told
 * @throws {QmpError} when the session was lost; it may be done again in the next one
 */
export async function settleFollowed(link: MonitorLink, followed: Followed, results: Ending): Promise<Kept> {
  const { run, owner, remains, records, otherwise } = followed;
  const isCleared = owner === 'maybe another' && (await hasOwner(link, followed));
  // Whoever has settled it, even in part, has recorded the outcome before it dismissed a job.
  const record = await records.read(run).catch(() => undefined);
  const ending = isDecided(record) ? endingOf(record) : await orLost(results, followed);
  if (isCleared) return { kind: 'kept', ending: await withStaying(ending, followed), notices: [] };
  const keep = (own: Ending) => keepOutcome(records, run, own, otherwise);
  return settle(link.client, ending, remains, keep, otherwise ? 'another’s' : 'ours');
}

/** Jobs that have vanished while QEMU was there were dismissed. */
async function orLost(results: Ending, { remains }: Followed): Promise<Ending> {
  if (results.outcome !== 'unknown') return results;
  return unknownEnding(results.disks, { loss: 'dismissed' }, remains);
}

/** What another client has cleared up, and no record here tells of, with the files that stay. */
async function withStaying(ending: Ending, { remains }: Followed): Promise<Ending> {
  if (ending.outcome !== 'failed' && ending.outcome !== 'cancelled') return ending;
  const stays = await staying({ ...remains, files: [] });
  return { ...ending, disks: ending.disks.map((disk) => withRemains(disk, stays)) };
}

/** Whether another client clears up after the run, which it does as soon as the jobs have ended. */
async function hasOwner(link: MonitorLink, { run }: Followed): Promise<boolean> {
  const deadline = Date.now() + OWNER_GRACE;
  while (await isKnown(link.client, run)) {
    if (Date.now() >= deadline) return false;
    await link.events.next({ timeout: OWNER_POLL });
  }
  return true;
}
