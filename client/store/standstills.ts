import type { Subscription } from './emitter';
import type { JobStore } from './jobStore';
import type { RunNode, StoreChange } from './nodes';
import { conditionOf, type RunCondition } from './runCondition';

/** What a backup stands still for until a person retries it, or cancels. */
const waits = new Set<RunCondition>(['out-of-space', 'io-error']);

/** What a backup may be in between without having gone on. */
const between = new Set<RunCondition>(['silent', 'retrying', 'resuming', 'pausing', 'cancelling']);

/** Whether a backup had been going on until it stopped, or had been retried. */
export type Standstill = 'first' | 'retried';

/**
 * Tells once of each standstill of a backup that this window follows: it goes on only when a person does something, who
 * may look at no view. A retry that comes to nothing is another one.
 */
export class Standstills {
  /** The runs whose standstill was told. */
  readonly #told = new WeakSet<RunNode>();
  /** Those that are being retried. */
  readonly #retried = new WeakSet<RunNode>();
  readonly #subscription: Subscription;

  constructor(
    private readonly store: Pick<JobStore, 'connections' | 'onChange'>,
    private readonly tell: (run: RunNode, standstill: Standstill) => void,
  ) {
    this.#subscription = store.onChange((change) => this.#look(change));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #look(change: StoreChange): void {
    if (change !== 'all' && change.kind === 'run') return this.#note(change);
    const connections = change === 'all' ? this.store.connections : [change];
    for (const { runs } of connections) runs.forEach((run) => this.#note(run));
  }

  #note(run: RunNode): void {
    // Who follows it elsewhere is told there.
    if (run.origin !== 'here') return;
    const { condition } = conditionOf(run);
    const isRetried = this.#retried.has(run) && run.answer === 'given';
    if (condition === 'retrying') this.#retried.add(run);
    else this.#retried.delete(run);
    if (waits.has(condition)) {
      const isTold = this.#told.has(run);
      this.#told.add(run);
      if (isRetried || !isTold) this.tell(run, isRetried ? 'retried' : 'first');
    } else if (!between.has(condition)) this.#told.delete(run);
  }
}
