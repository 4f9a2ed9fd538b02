import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { BackupError } from '../errors';
import type { RunId } from '../names/runId';
import { reasonOf } from './reasonOf';
import { removeStale, writeAtomically } from './atomicFile';
import { parseRecord } from './recordSchema';
import type { RunRecord } from './runRecord';

/** So many records of ended runs are kept; the oldest beyond them are removed when a new run is recorded. */
export const RECORDS_KEPT = 500;

/** A file among the records that this program cannot read, and therefore leaves alone. */
export interface UnreadableRecord {
  /** Its absolute path. */
  file: string;
  /** What is wrong with it, as a clause: `it is not JSON`. */
  reason: string;
}

/** All records that there are, the newest run first. */
export interface RecordList {
  records: RunRecord[];
  unreadable: UnreadableRecord[];
}

/** Keeps a record of each run: one file a run, in a folder that its owner alone may enter. Any number of programs may. */
export interface RunRecords {
  /** Where the records are. */
  readonly folder: string;
  /**
   * Takes over a run's newest state: whole, or not at all.
   * @throws {Error} of the file system; what was there before is still there then
   */
  write(record: RunRecord): Promise<void>;
  /**
   * One run's record; `undefined` where there is none.
   * @throws {BackupError} where there is one that cannot be read; it is left alone
   */
  read(run: RunId): Promise<RunRecord | undefined>;
  /**
   * Every record, the newest run first; History is drawn from this.
   * @throws {BackupError} where the folder itself cannot be read; one that is missing has no records
   */
  list(): Promise<RecordList>;
  /** Removes the oldest records of ended runs beyond {@link RECORDS_KEPT}, and what killed programs left half-written. */
  trim(): Promise<void>;
}

/** Nothing is made before the first record is written. */
export function openRunRecords(folder: string): RunRecords {
  const fileOf = (run: RunId) => path.join(folder, `${run}.json`);
  const names = async () => {
    const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new BackupError(`The records in "${folder}" cannot be read: ${reasonOf(error)}.`, {
        cause: error,
      });
    });
    // A run's id begins with its time, so the names sort by it.
    return entries
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .toSorted()
      .toReversed();
  };
  const readFrom = async (file: string): Promise<RunRecord | undefined> => {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    const record = parseRecord(text);
    if (fileOf(record.run) !== file) throw new Error(`it is of another run, ${record.run}`);
    return record;
  };
  const list = async (): Promise<RecordList> => {
    const records: RunRecord[] = [];
    const unreadable: UnreadableRecord[] = [];
    for (const name of await names()) {
      const file = path.join(folder, name);
      try {
        const record = await readFrom(file);
        // Another program may have removed it meanwhile.
        if (record) records.push(record);
      } catch (error) {
        unreadable.push({ file, reason: reasonOf(error) });
      }
    }
    return { records, unreadable };
  };
  return {
    folder,
    list,
    async write(record) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeAtomically(fileOf(record.run), `${JSON.stringify(record, undefined, 2)}\n`);
    },
    async read(run) {
      const file = fileOf(run);
      try {
        return await readFrom(file);
      } catch (error) {
        throw new BackupError(`The record "${file}" cannot be read: ${reasonOf(error)}.`, { cause: error });
      }
    },
    async trim() {
      const { records } = await list();
      const ended = records.filter(({ state }) => state === 'ended');
      for (const { run } of ended.slice(RECORDS_KEPT)) await rm(fileOf(run), { force: true });
      await removeStale(folder);
    },
  };
}
