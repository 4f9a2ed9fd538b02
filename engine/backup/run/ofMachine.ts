import type { QmpAddress } from '../../qmp';
import { findQemu } from '../host/qemuProcess';
import { askEach } from '../records/recordPlaces';
import type { RecordedMachine, RunRecord } from '../records/runRecord';
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
  if (await isOf(address, record)) return 'yes';
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
      (await isOf(address, record)) ||
      ((await isLeft(record)) && (await isOfQemu(address, record)) === 'yes');
    if (isHere) found.push(record);
  }
  return found;
}

/** A run that its program has left, and that was started through another monitor than the one that is asked for. */
interface LeftElsewhere {
  record: RunRecord;
  /** Whether it is of the same machine, as far as the records tell. */
  machine: 'same' | 'unknown';
}

function isSameMachine(one: RecordedMachine, other: RecordedMachine): 'yes' | 'no' | 'unknown' {
  for (const key of ['uuid', 'name'] as const)
    if (one[key] !== undefined && other[key] !== undefined) return one[key] === other[key] ? 'yes' : 'no';
  return 'unknown';
}

/**
 * The runs on record that their programs of this user have left, and that were started through other monitors than this
 * one, which nothing serves any more. Whose monitor it was, only earlier runs tell that were started through it: those of
 * which they tell that they are of other machines are left out. What cannot be read tells nothing.
 */
export async function leftElsewhere(address: QmpAddress, own: RunRecords): Promise<LeftElsewhere[]> {
  const { found } = await askEach(own, 'all', async (records) => (await records.list()).records);
  const ours = found.flat().filter(({ origin }) => origin === 'ours');
  const newestFirst = ours.toSorted((a, b) => (a.run < b.run ? 1 : -1));
  const here = await Promise.all(newestFirst.map((record) => isOf(address, record)));
  const known = newestFirst.find((_, position) => here[position]);
  const left: LeftElsewhere[] = [];
  for (const [position, record] of newestFirst.entries()) {
    if (here[position] || record.state === 'ended' || !(await isLeft(record))) continue;
    const isSame = known ? isSameMachine(known.machine, record.machine) : 'unknown';
    if (isSame !== 'no') left.push({ record, machine: isSame === 'yes' ? 'same' : 'unknown' });
  }
  return left;
}
