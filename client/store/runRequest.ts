import type { RunSnapshot } from '../../engine';

/** What a person has asked of a backup, until QEMU's own words show it: it may take its time to answer, or to stop. */
export type RunRequest = 'pause' | 'resume' | 'retry' | 'cancel';

/** Whether what was asked of a run can be seen, or can no longer come. */
export function isDone(request: RunRequest, { state, disks }: RunSnapshot): boolean {
  const isPresent = (...states: string[]): boolean => disks.some((disk) => states.includes(disk.state));
  if (state !== 'starting' && state !== 'running' && state !== 'paused') return true;
  switch (request) {
    case 'pause':
      return !isPresent('starting', 'running', 'throttled');
    case 'resume':
      return !isPresent('pausing', 'paused');
    case 'retry':
      return !isPresent('out-of-space', 'io-error');
    case 'cancel':
      return false;
  }
}
