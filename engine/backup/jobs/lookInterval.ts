import type { DiskProgress } from '../model';
import { isOutcome } from './totals';

/** The longest time between two looks, in milliseconds: still often enough for a person who watches. */
const SLOWEST = 2000;

/**
 * How long to wait before the next look at the jobs, in milliseconds. QEMU sends an event when a job's state changes,
 * so looks are for progress alone: often at the start and near the end, when people watch, and seldom over a long
 * middle.
 * @param elapsed how long the run has been watched, in milliseconds
 * @param fastest the shortest wait, in milliseconds
 */
export function lookInterval(disks: readonly DiskProgress[], elapsed: number, fastest: number): number {
  const left = disks
    .filter(({ state }) => !isOutcome(state))
    .flatMap(({ timeLeft }) => (timeLeft === undefined ? [] : [timeLeft * 1000]));
  const calm = Math.min(elapsed / 20, Math.min(...left) / 10, SLOWEST);
  return Math.max(calm, fastest);
}
