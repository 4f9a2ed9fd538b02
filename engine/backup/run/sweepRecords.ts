import { removeStale } from '../records/atomicFile';
import type { RunRecords } from '../records/runRecords';

/**
 * Removes what is left half-written: whoever left a run may have been killed as it wrote the run's record. That is in
 * nobody's way; what cannot be removed stays. What was left of a manifest goes as one is written into that folder again.
 */
export async function sweepRecords({ folder }: RunRecords): Promise<void> {
  await removeStale(folder).catch(() => {});
}
