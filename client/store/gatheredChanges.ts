import { formatPercent } from '../../engine';
import { Emitter } from './emitter';
import type { PastRunNode } from './historyNodes';
import type { JobStore } from './jobStore';
import type { RunNode, StoreChange } from './nodes';
import type { WorkStore } from './work';

/** Milliseconds between two drawings: what changes more often cannot be read, nor selected calmly. */
const DRAW_INTERVAL = 500;

/**
 * After how many of these what has only come a little further is drawn: VS Code takes a row's hover away with each
 * drawing of it, so nobody could read that of a backup that runs.
 */
const CALM_INTERVALS = 6;

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
  readonly #drawn = new WeakMap<RunNode, string>();
  /** How many intervals have passed since the last drawing. */
  #passed = 0;
  #urgency: 'calm' | 'pressing' = 'calm';
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
    if (this.#isNews(change)) this.#urgency = 'pressing';
    if (this.#timer === undefined || (this.#urgency === 'pressing' && this.#passed > 0)) this.#tell();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Whether it is more than bytes, rate and time left that changed. */
  #isNews(change: DrawnChange): boolean {
    if (change === 'all' || change.kind !== 'run') return true;
    return this.#drawn.get(change) !== gist(change);
  }

  #tick(): void {
    this.#passed += 1;
    const isDue = this.#urgency === 'pressing' || this.#passed >= CALM_INTERVALS;
    if (isDue && this.#gathered.size > 0) return this.#tell();
    this.#timer = isDue ? undefined : setTimeout(() => this.#tick(), DRAW_INTERVAL);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    const changes = [...this.#gathered];
    this.#gathered.clear();
    this.#passed = 0;
    this.#urgency = 'calm';
    for (const change of changes)
      if (change !== 'all' && change.kind === 'run') this.#drawn.set(change, gist(change));
    this.#timer = setTimeout(() => this.#tick(), DRAW_INTERVAL);
    this.#changes.fire(changes);
  }
}

/** What people must see soon of a run: the states of all, and the percentage. */
function gist({ snapshot, asked }: RunNode): string {
  const { state, contact, guest, loss, disks } = snapshot;
  const states = disks.map((disk) => disk.state);
  return [formatPercent(snapshot), state, asked, contact.kind, guest, loss, ...states].join();
}
