import type { QmpClient, QmpListener } from '../../qmp';
import type { Tracker } from './tracker';

/** Milliseconds between two looks at the jobs. QEMU sends no event for progress. */
const POLL_INTERVAL = 250;

/** Events that arrived before a reply happened before it. */
async function takeEvents(tracker: Tracker, events: QmpListener): Promise<void> {
  for (let event = await events.next({ timeout: 0 }); event; event = await events.next({ timeout: 0 })) {
    tracker.note(event);
  }
}

/**
 * Looks at jobs, at intervals and whenever QEMU reports a change, until all have ended.
 * @param onLook called after each look
 * @throws {QmpError} when QEMU went away
 */
export async function watchJobs(
  client: QmpClient,
  tracker: Tracker,
  events: QmpListener,
  onLook: () => void = () => {},
): Promise<void> {
  for (;;) {
    const [jobs, blockJobs] = await Promise.all([
      client.execute('query-jobs', {}),
      client.execute('query-block-jobs', {}),
    ]);
    await takeEvents(tracker, events);
    tracker.update(Date.now(), jobs, blockJobs);
    onLook();
    if (tracker.allEnded) return;
    const event = await events.next({ timeout: POLL_INTERVAL });
    if (event) tracker.note(event);
  }
}
