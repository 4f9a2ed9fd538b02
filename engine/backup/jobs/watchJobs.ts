import type { QmpClient, QmpListener } from '../../qmp';
import { isHeld } from '../machine/heldGuest';
import { awaitAnswer } from './awaitAnswer';
import { lookInterval } from './lookInterval';
import type { Look, Tracker } from './tracker';

/** How soon a pause is looked at again that may be none, in milliseconds. */
const RECHECK = 250;

/** How jobs are watched. */
interface WatchOptions {
  client: QmpClient;
  events: QmpListener;
  /** When the watch began, in milliseconds since the epoch. */
  began: number;
  /** The shortest time between two looks, in milliseconds. */
  pollInterval: number;
  /** Called after each look. */
  onLook: () => void;
  /** Called while QEMU does not answer, with since when. */
  onSilent: (since: number) => void;
}

/**
 * Takes the events that have arrived.
 * @returns whether a job's state has changed, maybe after the answer to a question that was sent before
 */
async function takeEvents(tracker: Tracker, events: QmpListener): Promise<boolean> {
  let hasChanged = false;
  for (let event = await events.next({ timeout: 0 }); event; event = await events.next({ timeout: 0 })) {
    tracker.note(event);
    hasChanged ||= event.name === 'JOB_STATUS_CHANGE';
  }
  return hasChanged;
}

/** What QEMU tells of all jobs, and of how far the run's images were written. None of it asks any storage. */
async function look(client: QmpClient, { growing }: Tracker): Promise<Look> {
  const [jobs, blockJobs, isGuestHeld, stats] = await Promise.all([
    client.execute('query-jobs', {}),
    client.execute('query-block-jobs', {}),
    isHeld(client),
    growing.length === 0 ? [] : client.execute('query-blockstats', { 'query-nodes': true }),
  ]);
  const written = new Map(
    stats.map((node) => [node['node-name'] ?? '', node.stats.wr_highest_offset] as const),
  );
  return { jobs, blockJobs, isGuestHeld, written };
}

/**
 * Looks at jobs, at intervals and whenever QEMU reports a change, until all have ended.
 * @throws {QmpError} when the session was lost; what QEMU had told until then is taken
 */
export async function watchJobs(tracker: Tracker, options: WatchOptions): Promise<void> {
  const { client, events, began, pollInterval, onLook, onSilent } = options;
  try {
    while (!tracker.allEnded) {
      const seen = await awaitAnswer(look(client, tracker), onSilent);
      const hasChanged = await takeEvents(tracker, events);
      const now = Date.now();
      tracker.update(now, seen);
      onLook();
      if (tracker.allEnded) return;
      // QEMU tells of an end once: whoever slept over it would learn of it by the next look alone.
      if (hasChanged) continue;
      const pause = lookInterval(tracker.disks, now - began, pollInterval);
      const event = await events.next({ timeout: tracker.isInDoubt ? Math.min(pause, RECHECK) : pause });
      if (event) tracker.note(event);
    }
  } catch (error) {
    await takeEvents(tracker, events).catch(() => {});
    throw error;
  }
}
