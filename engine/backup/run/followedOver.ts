import type { QmpAddress } from '../../qmp';
import type { RunId } from '../names/runId';
import { livenessOf } from '../records/processIdentity';
import { askEach } from '../records/recordPlaces';
import type { RunRecords } from '../records/runRecords';
import { isOf } from './standing';

/**
 * The backup for whose sake a program of this user holds a monitor socket: one that has been started through it, and
 * whose program is still there. What cannot be read of the records is passed over.
 * @param own the records of this program
 */
export async function followedOver(address: QmpAddress, own: RunRecords): Promise<RunId | undefined> {
  const { found } = await askEach(own, 'all', (records) => records.listOpen());
  for (const record of found.flat()) {
    const { client, run } = record;
    if (client && (await livenessOf(client)) === 'alive' && (await isOf(address, record))) return run;
  }
  return undefined;
}
