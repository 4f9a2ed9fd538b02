import type { SettledRun } from '../../engine';
import type { Subscription } from './emitter';
import type { ConnectionNode, JobStore, StoreChange } from './jobStore';

/** How {@link GoneRuns} gets at what it needs. */
export interface GoneRunsOptions {
  /** Settles, by their records alone, the runs of a machine that nothing serves any more. */
  settle: (node: ConnectionNode) => Promise<SettledRun[]>;
  /** Told of each run that was settled, once it has a row. */
  onSettled: (node: ConnectionNode, settled: SettledRun) => void;
  onError: (node: ConnectionNode, error: unknown) => void;
}

/** Whether nothing serves a machine's monitor any more. */
export function isUnserved({ state }: ConnectionNode): boolean {
  return state.kind === 'missing' || state.kind === 'refused';
}

/**
 * Settles the backups whose QEMU has ended after the program that followed them, as soon as a look shows it: nobody will
 * ever tell how they ended, and the files that stay of them are named nowhere else.
 */
export class GoneRuns {
  readonly #subscription: Subscription;
  readonly #underWay = new Set<ConnectionNode>();

  constructor(
    private readonly store: JobStore,
    private readonly options: GoneRunsOptions,
  ) {
    this.#subscription = store.onChange((change) => void this.#note(change));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #note(change: StoreChange): Promise<void> {
    if (change === 'all' || change.kind === 'run' || !isUnserved(change) || this.#underWay.has(change))
      return;
    this.#underWay.add(change);
    try {
      for (const settled of await this.options.settle(change)) {
        this.store.addRun(change, settled.snapshot);
        this.options.onSettled(change, settled);
      }
    } catch (error) {
      this.options.onError(change, error);
    } finally {
      this.#underWay.delete(change);
    }
  }
}
