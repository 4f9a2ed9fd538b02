import type { RunSnapshot } from '../../engine';
import type { Subscription } from './emitter';
import { isGoing, type JobStore, type RunNode } from './jobStore';

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
  readonly #underWay = new Set<string>();

  constructor(
    private readonly store: JobStore,
    private readonly options: LeftoversOptions,
  ) {
    this.#subscription = store.onChange(() => {
      for (const { runs } of store.connections) {
        for (const run of runs) if (run.origin === 'elsewhere' && !isGoing(run)) void this.#settle(run);
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #settle(run: RunNode): Promise<void> {
    const id = run.snapshot.run;
    if (this.#underWay.has(id)) return;
    this.#underWay.add(id);
    try {
      this.store.addRun(run.parent, await this.options.settle(run));
    } catch (error) {
      // The next look at the machine finds it again.
      this.options.onError(run, error);
    } finally {
      this.#underWay.delete(id);
    }
  }
}
