import { otherRecords, type RunRecord, type RunRecords } from '../../engine';

/**
 * The record of a run by the program of this user that has started it, a window or the command line; undefined where none
 * is known.
 * @throws {BackupError} where it cannot be read, or not where other programs keep theirs
 */
export async function startedRecord(own: RunRecords, run: string): Promise<RunRecord | undefined> {
  const record = await own.read(run);
  if (record?.origin === 'ours') return record;
  for (const records of await otherRecords(own)) {
    const other = await records.read(run);
    if (other?.origin === 'ours') return other;
  }
  return record;
}
