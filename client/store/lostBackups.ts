import type { Checkpoint } from '../../engine';
import type { Subscription } from './emitter';
import type { JobStore } from './jobStore';
import type { ConnectionNode, StoreChange } from './nodes';

/** How {@link LostBackups} gets at what it needs. */
export interface LostBackupsOptions {
  /** Finds which of the checkpoints of a machine have lost their backup, and why, by the run. */
  find: (node: ConnectionNode, checkpoints: readonly Checkpoint[]) => Promise<ReadonlyMap<string, string>>;
  onError: (node: ConnectionNode, error: unknown) => void;
}

function checkpointsOf({ state }: ConnectionNode): readonly Checkpoint[] {
  return state.kind === 'connected' ? state.machine.checkpoints : [];
}

/**
 * Keeps up to date which checkpoints have lost the backup that they were made with. It is looked for where a machine has
 * other checkpoints than before, and whenever past backups were read anew; a look at a machine does not wait for it.
 */
export class LostBackups {
  readonly #subscription: Subscription;
  /** The look that began last, with the runs of its checkpoints. */
  readonly #looked = new WeakMap<ConnectionNode, { runs: string }>();

  constructor(
    private readonly store: JobStore,
    private readonly options: LostBackupsOptions,
  ) {
    this.#subscription = store.onChange((change) => this.#note(change));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #note(change: StoreChange): void {
    if (change === 'all') for (const node of this.store.connections) void this.#look(node);
    else if (change.kind === 'connection' && this.#looked.get(change)?.runs !== runsOf(change))
      void this.#look(change);
  }

  async #look(node: ConnectionNode): Promise<void> {
    const look = { runs: runsOf(node) };
    this.#looked.set(node, look);
    try {
      const lost = await this.options.find(node, checkpointsOf(node));
      // A look that has begun since then knows more, also where this one takes longer.
      if (this.#looked.get(node) === look) this.store.setLostBackups(node, lost);
    } catch (error) {
      this.options.onError(node, error);
    }
  }
}

function runsOf(node: ConnectionNode): string {
  return checkpointsOf(node)
    .map(({ run }) => run)
    .join();
}
