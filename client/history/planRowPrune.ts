import { planPrune, type Catalogue, type PrunePlan, type PrunePolicy } from '../../engine';
import { runsOf, type HistoryNode } from '../store/historyNodes';

/** Which backups of a row may go. */
export interface RowPolicy {
  keep: number;
  /** Milliseconds; 0: there is no such time. */
  olderThan: number;
}

/**
 * Plans a prune of the backups that stand in one row of History. What builds on them may stand in another row, or run at
 * this moment, so the whole catalogue is asked.
 * @param needs what is known of that besides
 */
export function planRowPrune(
  catalogue: Catalogue,
  needs: PrunePolicy['needs'],
  node: HistoryNode,
  { keep, olderThan }: RowPolicy,
): Promise<PrunePlan> {
  const own = new Set(runsOf(node).map(({ past }) => past.run));
  return planPrune(catalogue, {
    keep,
    ...(olderThan > 0 && { olderThan }),
    now: Date.now(),
    mayGo: (run) => own.has(run),
    needs,
  });
}
