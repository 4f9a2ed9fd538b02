import {
  otherRecords,
  parseQmpAddress,
  settleWithoutQemu,
  type RunRecords,
  type SettledRun,
} from '../../engine';
import type { Connection } from '../connections/connectionSetting';
import { localityOf } from '../connections/locality';

/**
 * Settles, by their records alone, the runs that were started through a monitor of this host, by any program of this user
 * that has ended since, and whose QEMU is no more.
 * @throws {BackupError} where the records cannot be read, or not where other programs keep theirs
 */
export async function settleGone(own: RunRecords, { socket }: Connection): Promise<SettledRun[]> {
  // What another host's address not answering means, nobody here can tell.
  if (localityOf(socket) === 'remote') return [];
  const settled: SettledRun[] = [];
  for (const records of [own, ...(await otherRecords(own))])
    settled.push(...(await settleWithoutQemu(parseQmpAddress(socket), records)));
  return settled;
}
