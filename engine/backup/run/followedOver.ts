import type { QmpAddress } from '../../qmp';
import { livenessOf } from '../records/processIdentity';
import { askEach } from '../records/recordPlaces';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { isOf } from './standing';

/**
 * The record of the backup for whose sake a program of this user holds a monitor socket: one that has been started
 * through it, and whose program is still there. What cannot be read of the records is passed over.
 * @param own the records of this program
 */
export async function followedOver(address: QmpAddress, own: RunRecords): Promise<RunRecord | undefined> {
  const { found } = await askEach(own, 'all', (records) => records.listOpen());
  for (const record of found.flat()) {
    const { client } = record;
    if (client && (await livenessOf(client)) === 'alive' && (await isOf(address, record))) return record;
  }
  return undefined;
}
