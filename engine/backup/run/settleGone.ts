import type { QmpAddress } from '../../qmp';
import { BackupError } from '../errors';
import { isLockedForWriting } from '../host/imageLocks';
import type { RunId } from '../names/runId';
import { reasonOf } from '../records/reasonOf';
import { askEach } from '../records/recordPlaces';
import type { RecordedMachine, RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { writtenOf } from '../targets/remains';
import { endUnknown, endUnprepared, type SettledRun } from './endLostRun';
import { isLeft, isOf } from './standing';
import { sweepRecords } from './sweepRecords';

/** A run whose QEMU is no more, settled by its record alone. */
export interface GoneRun extends SettledRun {
  machine: RecordedMachine;
}

/** What was settled, and, in an error each, what could not be. */
export interface SettledGone {
  settled: GoneRun[];
  troubles: BackupError[];
}

/**
 * Whether a process still writes to a file or device of a run: then QEMU lives, and only its monitor's socket was
 * removed. QEMU locks a device as it locks a file.
 */
async function isWrittenTo({ locality, disks }: RunRecord): Promise<boolean> {
  if (locality === 'remote') return false;
  for (const { writtenTo } of writtenOf(disks)) if (await isLockedForWriting(writtenTo)) return true;
  return false;
}

/** @throws {BackupError} where the records cannot be read */
async function settleIn(address: QmpAddress, records: RunRecords, only?: RunId): Promise<SettledGone> {
  const settled: GoneRun[] = [];
  const troubles: BackupError[] = [];
  for (const record of (await records.listOpen()).toReversed()) {
    const { run, state, machine } = record;
    const isWanted = only === undefined || run === only;
    if (!isWanted || !(await isOf(address, record))) continue;
    if (!(await isLeft(record)) || (await isWrittenTo(record))) continue;
    try {
      const one = await (state === 'preparing' ? endUnprepared : endUnknown)(records, record, 'gone');
      settled.push({ ...one, machine });
    } catch (error) {
      // An empty file that may not be removed says nothing about any other run.
      const message = `Backup "${run}" could not be settled: ${reasonOf(error)}.`;
      troubles.push(new BackupError(message, { cause: error }));
    }
  }
  if (settled.length > 0) await sweepRecords(records);
  return { settled, troubles };
}

/**
 * Settles the runs of a machine whose QEMU is no more, which nothing but their records tells of, in the records of
 * whichever program of this user has started them. Those whose program is still there are left to it, and those that
 * something still writes to.
 * @param own the records of the program that asks
 * @param only this run alone
 */
export async function settleGone(address: QmpAddress, own: RunRecords, only?: RunId): Promise<SettledGone> {
  const { found, troubles } = await askEach(own, 'all', (records) => settleIn(address, records, only));
  return {
    settled: found.flatMap(({ settled }) => settled),
    troubles: [...found.flatMap((one) => one.troubles), ...troubles],
  };
}
