import type { Subscription } from './emitter';
import type { JobStore } from './jobStore';
import { isGoing, type RunNode } from './nodes';
import { watchElsewhere } from './watchElsewhere';

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

  constructor(
    private readonly store: JobStore,
    private readonly options: AdoptionOptions,
  ) {
    this.#subscription = watchElsewhere(store, {
      // Without jobs there is nothing to follow.
      isWanted: (run) => isGoing(run) && run.snapshot.state !== 'starting',
      take: (run) => this.#adopt(run),
      onError: options.onError,
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #adopt(run: RunNode): Promise<void> {
    const id = run.snapshot.run;
    try {
      if (!(await this.options.isLeft(id)) || this.store.isClaimed(id)) return;
      this.store.claim(id);
      await this.options.adopt(run);
    } catch (error) {
      this.store.release(id);
      throw error;
    }
  }
}
