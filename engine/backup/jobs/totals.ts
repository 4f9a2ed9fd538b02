import type { DiskProgress, DiskState, Outcome, RunSnapshot } from '../model';

/** Bytes and speed of all disks together. */
export function totals(
  disks: readonly DiskProgress[],
): Pick<RunSnapshot, 'current' | 'total' | 'rate' | 'timeLeft'> {
  const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
  const rates = disks.flatMap(({ rate }) => (rate === undefined ? [] : [rate]));
  // The disks are copied side by side: the backup is done when the slowest is.
  const open = disks.filter(({ current, total }) => current < total || total === 0);
  const times = open.flatMap(({ timeLeft }) => (timeLeft === undefined ? [] : [timeLeft]));
  return {
    current: sum(disks.map(({ current }) => current)),
    total: sum(disks.map(({ total }) => total)),
    ...(rates.length > 0 && { rate: sum(rates) }),
    ...(open.length > 0 && times.length === open.length && { timeLeft: Math.max(...times) }),
  };
}

/** Whether a disk, or a run, can change no more. */
export function isOutcome(state: DiskState | RunSnapshot['state']): state is Outcome {
  return state === 'completed' || state === 'failed' || state === 'cancelled' || state === 'unknown';
}

/** What a run does that is not settled yet. */
export function goingState(disks: readonly DiskProgress[]): 'running' | 'paused' | 'cancelling' {
  const states = disks.map(({ state }) => state);
  // The jobs of a failed one are cancelled as well, all but the one that failed.
  const isCancelled = states.includes('cancelled') && !states.includes('failed');
  if (isCancelled || states.includes('cancelling')) return 'cancelling';
  // Of a run whose disks are partly done, those that are not decide.
  const open = states.filter((state) => !isOutcome(state) && state !== 'waiting');
  return open.length > 0 && open.every((state) => state === 'paused') ? 'paused' : 'running';
}
