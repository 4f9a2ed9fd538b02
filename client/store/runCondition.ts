import type { DiskState } from '../../engine';
import { isGoing, type DiskNode, type RunNode } from './nodes';
import type { RunRequest } from './runRequest';

/**
 * How a run fares as a whole: its state, what keeps it from going on, or what was asked of it and is not done yet.
 * `silent`: QEMU does not answer.
 */
export type RunCondition =
  | RunNode['snapshot']['state']
  | 'silent'
  | 'pausing'
  | 'resuming'
  | 'retrying'
  | 'out-of-space'
  | 'io-error'
  | 'stalled'
  | 'throttled';

/** How a disk is shown: its state, that nobody can tell it, or what its run was asked for. */
export type DiskCondition = DiskState | 'silent' | 'resuming' | 'retrying';

/** States of one disk that people must hear of before all others, the most pressing first. */
const pressing = ['out-of-space', 'io-error', 'stalled'] as const satisfies DiskState[];

const doing = {
  pause: 'pausing',
  resume: 'resuming',
  retry: 'retrying',
  cancel: 'cancelling',
} as const satisfies Record<RunRequest, RunCondition>;

/** The states of a disk that a request is about. */
const about: Record<RunRequest, readonly DiskState[]> = {
  pause: ['starting', 'running', 'throttled', 'stalled'],
  resume: ['pausing', 'paused'],
  retry: ['out-of-space', 'io-error'],
  cancel: [
    'starting',
    'running',
    'throttled',
    'pausing',
    'paused',
    'out-of-space',
    'io-error',
    'stalled',
    'waiting',
  ],
};

type Told = Pick<RunNode, 'snapshot' | 'asked'>;

/** What a run's row tells first, and the disk that it is about where it is about one. */
export function conditionOf({ snapshot, asked }: Told): { condition: RunCondition; disk?: string } {
  const { state, contact, disks } = snapshot;
  if (state !== 'starting' && state !== 'running' && state !== 'paused' && state !== 'cancelling')
    return { condition: state };
  if (contact.kind === 'silent') return { condition: 'silent' };
  if (state === 'cancelling') return { condition: state };
  if (asked !== undefined) return { condition: doing[asked] };
  for (const condition of pressing) {
    const stuck = disks.find((disk) => disk.state === condition);
    if (stuck !== undefined) return { condition, disk: stuck.disk };
  }
  if (state !== 'running') return { condition: state };
  // A pause, as a limit, holds for all of them.
  for (const condition of ['pausing', 'throttled'] as const)
    if (disks.some((disk) => disk.state === condition)) return { condition };
  return { condition: state };
}

/** Rate and time left, which mean nothing where nothing moves. */
export function paceOf(run: Told): Pick<RunNode['snapshot'], 'rate' | 'timeLeft'> {
  const { condition } = conditionOf(run);
  return condition === 'running' || condition === 'throttled' ? run.snapshot : {};
}

/** What a disk's row tells. */
export function diskConditionOf({ progress, parent }: DiskNode): DiskCondition {
  const { asked, snapshot } = parent;
  // What a QEMU that does not answer said last is no longer true.
  if (snapshot.contact.kind === 'silent' && isGoing(parent)) return 'silent';
  const isAsked =
    asked !== undefined && snapshot.state !== 'cancelling' && about[asked].includes(progress.state);
  return isAsked ? doing[asked] : progress.state;
}

/** Whether nothing moves until a person, or the storage, does something. */
export function needsAttention(condition: RunCondition): boolean {
  return condition === 'silent' || pressing.some((one) => one === condition);
}
