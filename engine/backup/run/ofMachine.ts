import type { QmpAddress } from '../../qmp';
import { findQemu } from '../host/qemuProcess';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { isLeft, isOf } from './standing';

/** The process that serves a monitor, on this host. */
const processOf = async (socket: string) => (await findQemu(socket))?.pid;

/**
 * Whether the QEMU that serves a monitor is the one that serves the monitor which a run was started through: this one, or
 * another one of the same process.
 * @returns `unknown` where this host does not tell
 */
export async function isOfQemu(address: QmpAddress, record: RunRecord): Promise<'yes' | 'no' | 'unknown'> {
  if (isOf(address, record)) return 'yes';
  if (address.kind !== 'unix' || record.locality !== 'local') return 'unknown';
  const other = await processOf(record.machine.socket);
  const own = other === undefined ? undefined : await processOf(address.path);
  if (own === undefined) return 'unknown';
  return own === other ? 'yes' : 'no';
}

/**
 * Those of the runs on record of which the QEMU that serves a monitor must know: what was started through it, and, of
 * what its program has left, also what was started through another monitor of the same QEMU.
 */
export async function ofMachine(address: QmpAddress, open: readonly RunRecord[]): Promise<RunRecord[]> {
  const found: RunRecord[] = [];
  for (const record of open) {
    // Who is still there looks after its own; to look for a process takes a while.
    const isHere =
      isOf(address, record) || ((await isLeft(record)) && (await isOfQemu(address, record)) === 'yes');
    if (isHere) found.push(record);
  }
  return found;
}

/** The runs on record that their programs have left, and that were started through other monitors than this one. */
export async function leftElsewhere(address: QmpAddress, records: RunRecords): Promise<RunRecord[]> {
  const left: RunRecord[] = [];
  for (const record of await records.listOpen())
    if (record.origin === 'ours' && !isOf(address, record) && (await isLeft(record))) left.push(record);
  return left;
}
