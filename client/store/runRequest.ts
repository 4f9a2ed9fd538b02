import type { RunSnapshot } from '../../engine';

/** What a person has asked of a backup, until QEMU's own words show it: it may take its time to answer, or to stop. */
export type RunRequest = 'pause' | 'resume' | 'retry' | 'cancel';

/**
 * Whether what was asked of a run can be seen, or can no longer come. A disk that goes on may be stopped by the same error
 * before any look sees it run: so what lets disks go on is done with the first look after QEMU's answer, whatever it shows.
 * @param answer whether QEMU had answered the request before the look
 */
export function isDone(
  request: RunRequest,
  answer: 'awaited' | 'given',
  { state, disks, contact }: RunSnapshot,
): boolean {
  const isPresent = (...states: string[]): boolean => disks.some((disk) => states.includes(disk.state));
  const isLaterLook = answer === 'given' && contact.kind === 'answering';
  if (state !== 'starting' && state !== 'running' && state !== 'paused') return true;
  switch (request) {
    case 'pause':
      return !isPresent('starting', 'running', 'throttled');
    case 'resume':
      return isLaterLook || !isPresent('pausing', 'paused');
    case 'retry':
      return isLaterLook || !isPresent('out-of-space', 'io-error');
    case 'cancel':
      return false;
  }
}
