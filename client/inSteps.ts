import { setImmediate as turn } from 'node:timers/promises';
import type { Steps } from '../engine';

/** How long work goes on, in ms, until all else in the window has its turn. */
const sliceMs = 20;

/**
 * Does work that pauses in a way that keeps nobody waiting: all else in the window goes on in between.
 * @throws the signal's reason once it is aborted, or what the work throws
 */
export async function inSteps<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    const end = performance.now() + sliceMs;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < end);
    await turn();
    signal?.throwIfAborted();
  }
}
