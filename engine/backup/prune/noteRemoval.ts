import { otherRecords } from '../records/recordPlaces';
import type { RunId } from '../names/runId';
import type { RunRecords } from '../records/runRecords';

/**
 * Writes in all records of a run that its backup was removed: from then on it is neither missed nor asked what it builds
 * on.
 * @throws {Error} where that cannot be read or written
 */
export async function noteRemoval(own: RunRecords, run: RunId): Promise<void> {
  for (const records of [own, ...(await otherRecords(own))]) {
    const record = await records.read(run);
    if (record) await records.write({ ...record, removedAt: Date.now() });
  }
}
