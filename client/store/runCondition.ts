import type { DiskState, RunSnapshot } from '../../engine';

/** How a run fares as a whole: its state, or what keeps it from going on. `silent`: QEMU does not answer. */
export type RunCondition =
  RunSnapshot['state'] | 'silent' | 'out-of-space' | 'io-error' | 'stalled' | 'throttled';

/** States of one disk that people must hear of before all others, the most pressing first. */
const pressing = ['out-of-space', 'io-error', 'stalled'] as const satisfies DiskState[];

/** What a run's row tells first, and the disk that it is about where it is about one. */
export function conditionOf(snapshot: RunSnapshot): { condition: RunCondition; disk?: string } {
  const { state, contact, disks } = snapshot;
  const isGoing = state === 'starting' || state === 'running' || state === 'paused' || state === 'cancelling';
  if (!isGoing) return { condition: state };
  if (contact.kind === 'silent') return { condition: 'silent' };
  if (state === 'cancelling') return { condition: state };
  for (const condition of pressing) {
    const stuck = disks.find((disk) => disk.state === condition);
    if (stuck !== undefined) return { condition, disk: stuck.disk };
  }
  // One limit holds for all of them.
  if (state === 'running' && disks.some((disk) => disk.state === 'throttled'))
    return { condition: 'throttled' };
  return { condition: state };
}

/** Whether nothing moves until a person, or the storage, does something. */
export function needsAttention(condition: RunCondition): boolean {
  return condition === 'silent' || pressing.some((one) => one === condition);
}
