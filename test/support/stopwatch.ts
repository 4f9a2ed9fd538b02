import { readFileSync } from 'node:fs';

/** For how long other programs have kept this thread from a processor, in ms. Linux tells; elsewhere, all time counts. */
function starved(): number {
  if (process.platform !== 'linux') return 0;
  const [, waited] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
  return Number(waited) / 1e6;
}

/**
 * Starts a clock that stands still only while other programs keep this thread from running: it counts what the thread
 * does, what it waits for, and no other threads, such as the collector's, beside it.
 * @returns how long it has run, in ms
 */
export function stopwatch(): () => number {
  const [before, began] = [starved(), performance.now()];
  return () => performance.now() - began - (starved() - before);
}
