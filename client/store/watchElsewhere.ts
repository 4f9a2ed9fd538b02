import type { Subscription } from './emitter';
import type { JobStore } from './jobStore';
import type { RunNode } from './nodes';

/** What is done about the runs that this window has not started. */
export interface ElsewhereOptions {
  /** Whether something is to be done about a run at all. */
  isWanted: (run: RunNode) => boolean;
  /** Does it; once at a time for each run. */
  take: (run: RunNode) => Promise<void>;
  /** Told of what `take` rejects with: the next look at the machine finds the run again. */
  onError: (run: RunNode, error: unknown) => void;
}

/** Does something about runs of an earlier window or another program, as looks at their machines tell of them. */
export function watchElsewhere(store: JobStore, { isWanted, take, onError }: ElsewhereOptions): Subscription {
  const underWay = new Set<string>();
  const takeOnce = async (run: RunNode): Promise<void> => {
    const id = run.snapshot.run;
    if (underWay.has(id)) return;
    underWay.add(id);
    try {
      await take(run);
    } catch (error) {
      onError(run, error);
    } finally {
      underWay.delete(id);
    }
  };
  return store.onChange((change) => {
    // Only a look that succeeded tells of runs that something can be done about.
    if (change === 'all' || change.kind === 'run' || change.state.kind !== 'connected') return;
    for (const run of change.runs) {
      if (run.origin === 'elsewhere' && isWanted(run) && !store.isClaimed(run.snapshot.run))
        void takeOnce(run);
    }
  });
}
