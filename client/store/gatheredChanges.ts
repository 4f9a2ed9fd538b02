import { Emitter } from './emitter';
import type { PastRunNode } from './historyNodes';
import type { JobStore, StoreChange } from './jobStore';
import type { WorkStore } from './work';

/** Milliseconds between two drawings: what changes more often cannot be read, nor selected calmly. */
const DRAW_INTERVAL = 500;

/** A part of the tree that changed, with everything below it. */
export type DrawnChange = StoreChange | PastRunNode;

/**
 * The clock by which everything is drawn that shows backups, so that no two places tell of different moments: the first
 * change is told at once, those that follow are gathered.
 */
export class GatheredChanges {
  readonly #changes = new Emitter<readonly DrawnChange[]>();
  readonly onChange = this.#changes.event;
  readonly #gathered = new Set<DrawnChange>();
  readonly #subscriptions: { dispose(): void }[];
  #timer: NodeJS.Timeout | undefined;

  constructor(store: JobStore, works: WorkStore) {
    this.#subscriptions = [
      works.onChange((run) => {
        const row = store.history.find(run);
        if (row !== undefined) this.add(row);
      }),
      store.onChange((change) => this.add(change)),
    ];
  }

  /** Takes note of what the stores do not tell of. */
  add(change: DrawnChange): void {
    this.#gathered.add(change);
    if (this.#timer === undefined) this.#tell();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #tell(): void {
    this.#timer = undefined;
    if (this.#gathered.size === 0) return;
    const changes = [...this.#gathered];
    this.#gathered.clear();
    this.#timer = setTimeout(() => this.#tell(), DRAW_INTERVAL);
    this.#changes.fire(changes);
  }
}
