import {
  durationOf,
  formatBytes,
  formatRate,
  hasRoom,
  type Contact,
  type DiskProgress,
  type RunSnapshot,
} from '../../engine';
import { when } from './when';

/** A state as people are told it, in the words of the extension. */
export const STATE_WORDS: Record<DiskProgress['state'], string> = {
  starting: 'starting',
  running: 'running',
  throttled: 'running at the speed limit',
  pausing: 'pausing…',
  paused: 'paused',
  'out-of-space': 'out of space',
  'io-error': 'stopped on an I/O error',
  stalled: 'stalled',
  waiting: 'waiting for the other disks',
  cancelling: 'cancelling…',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  unknown: 'outcome unknown',
};

/** Whether a disk is still to be copied, or copied further. */
const isUnderWay = ({ state }: DiskProgress) =>
  !['waiting', 'completed', 'failed', 'cancelled', 'unknown'].includes(state);

/** Whether nothing more is copied, and the targets only wait to be closed and named. */
export function isFinishing({ state, disks }: RunSnapshot): boolean {
  return state === 'running' && !disks.some(isUnderWay);
}

/** What a disk that stands still needs, in a sentence of the extension; `undefined` where it needs nothing. */
export function adviceFor({ state, side, freeSpace }: DiskProgress): string | undefined {
  if (state === 'out-of-space') {
    if (freeSpace !== undefined && hasRoom(freeSpace))
      return `The target’s file system was full; ${formatBytes(freeSpace)} are free now. Retry, or cancel.`;
    const free = freeSpace === undefined ? '' : ` (${formatBytes(freeSpace)} free)`;
    return `The target’s file system is full${free}. Free some space and retry, or cancel.`;
  }
  if (state === 'stalled') return 'Nothing moves: QEMU waits for the storage of the disk or of its target.';
  if (state !== 'io-error') return undefined;
  switch (side) {
    case 'source':
      return 'The disk could not be read. Look at its storage, then retry or cancel.';
    case 'target':
      return 'The target could not be written. Look at its storage, then retry or cancel.';
    case undefined:
      return 'The disk could not be read, or its target not be written. Look at both, then retry or cancel.';
  }
}

/** That the machine stands still because of the backup, in a sentence of the extension. */
export const GUEST_PAUSED =
  'QEMU has paused the machine at a write of its guest, which could not be done. ' +
  'It goes on when the backup is resumed or retried, or has ended.';

/** The same of a backup that has failed with nobody there. */
export const GUEST_LEFT =
  'QEMU has paused the machine at a write of its guest, ' +
  'which failed while this backup ran. It goes on when the backup is settled.';

/** That QEMU does not answer, and since when; `undefined` while it does. */
export function silenceWords(contact: Contact): string | undefined {
  if (contact.kind === 'answering') return undefined;
  const since = when(contact.since);
  if (contact.session === 'lost')
    return (
      `The connection to QEMU was lost at ${since}; what is shown is older. ` +
      'If this QEMU is still there, the backup goes on and is followed again.'
    );
  return `QEMU has not answered since ${since}; what is shown is older. It goes on by itself when it answers.`;
}

/** `2 h 5 min`, `40 s`: how long something takes, in seconds, in the words of the extension. */
export function formatDuration(seconds: number): string {
  const duration = durationOf(seconds);
  switch (duration.unit) {
    case 'seconds':
      return `${duration.count} s`;
    case 'minutes':
      return `${duration.count} min`;
    case 'hours':
      return `${duration.count} h ${duration.minutes} min`;
    case 'days':
      return `${duration.count} days`;
  }
}

/** How fast it goes and how long it will take, as far as is known. */
export function paceWords({ rate, timeLeft }: Pick<DiskProgress, 'rate' | 'timeLeft'>): string[] {
  return [
    ...(rate === undefined ? [] : [formatRate(rate)]),
    ...(timeLeft === undefined ? [] : [`${formatDuration(timeLeft)} left`]),
  ];
}
