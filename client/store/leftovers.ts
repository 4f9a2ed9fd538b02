import type { RunSnapshot } from '../../engine';
import type { Subscription } from './emitter';
import type { JobStore } from './jobStore';
import { isGoing, type RunNode } from './nodes';
import { watchElsewhere } from './watchElsewhere';

/** How {@link Leftovers} gets at what it needs. */
export interface LeftoversOptions {
  /** Takes a run's outcome from QEMU and clears up after it; a client that is still there may be faster. */
  settle: (run: RunNode) => Promise<RunSnapshot>;
  onError: (run: RunNode, error: unknown) => void;
}

/**
 * Settles the backups that have ended in QEMU with nobody there to take the outcome, such as one that an earlier
 * window had started: until then their files bear partial names.
 */
export class Leftovers {
  readonly #subscription: Subscription;

  constructor(store: JobStore, { settle, onError }: LeftoversOptions) {
    this.#subscription = watchElsewhere(store, {
      isWanted: (run) => !isGoing(run),
      take: async (run) => void store.addRun(run.parent, await settle(run)),
      onError,
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
