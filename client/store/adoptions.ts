import type { Subscription } from './emitter';
import { isGoing, type JobStore, type RunNode } from './jobStore';

/** How {@link Adoptions} gets at what it needs. */
export interface AdoptionOptions {
  /** Whether a run was started by an earlier window, which has gone. */
  isLeft: (run: string) => Promise<boolean>;
  /** Follows a run to its end, and tells how it ended. */
  adopt: (run: RunNode) => Promise<void>;
  onError: (run: RunNode, error: unknown) => void;
}

/**
 * Follows the backups that go on although the window that started them was reloaded or closed: from then on they are
 * this window's, as if it had started them.
 */
export class Adoptions {
  readonly #subscription: Subscription;
  readonly #underWay = new Set<string>();

  constructor(
    private readonly store: JobStore,
    private readonly options: AdoptionOptions,
  ) {
    this.#subscription = store.onChange((change) => {
      // Only a look that succeeded tells of runs that can be followed.
      if (change === 'all' || change.kind === 'run' || change.state.kind !== 'connected') return;
      for (const run of change.runs) {
        const { state, run: id } = run.snapshot;
        // Without jobs there is nothing to follow.
        if (run.origin === 'elsewhere' && isGoing(run) && state !== 'starting' && !store.isClaimed(id))
          void this.#adopt(run);
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #adopt(run: RunNode): Promise<void> {
    const id = run.snapshot.run;
    if (this.#underWay.has(id)) return;
    this.#underWay.add(id);
    try {
      if (!(await this.options.isLeft(id)) || this.store.isClaimed(id)) return;
      this.store.claim(id);
      await this.options.adopt(run);
    } catch (error) {
      // The next look at the machine finds it again.
      this.store.release(id);
      this.options.onError(run, error);
    } finally {
      this.#underWay.delete(id);
    }
  }
}
