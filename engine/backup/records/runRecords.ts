import { readFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { BackupError } from '../errors';
import type { RunId } from '../names/runId';
import { reasonOf } from './reasonOf';
import { removeStale, writeAtomically } from './atomicFile';
import { makeFolder } from './makeFolder';
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
  /**
   * The records of runs that have not ended, the newest first. Takes much less time than {@link list}; those that cannot
   * be read are passed over.
   * @throws {BackupError} where the folder itself cannot be read
   */
  listOpen(): Promise<RunRecord[]>;
  /** Removes the oldest records of ended runs beyond {@link RECORDS_KEPT}, and what killed programs left half-written. */
  trim(): Promise<void>;
}

/** So many records are looked at in one go, before other work of this program has its turn. */
const LOOKS_AT_ONCE = 16;

/**
 * Whether a file may be the record of a run that has not ended, by a look that checks nothing else. A promise for each
 * of 500 files takes six times as long as reading them.
 */
function lookAt(file: string): 'open' | 'ended' | 'unreadable' {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as { state?: unknown } | null;
    return value?.state === 'ended' ? 'ended' : 'open';
  } catch {
    return 'unreadable';
  }
}

/** Nothing is made before the first record is written. */
export function openRunRecords(folder: string): RunRecords {
  /** The records that were seen to be of ended runs: those stay so. */
  const over = new Set<string>();
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
  const readSome = async (wanted: readonly string[]): Promise<RecordList> => {
    const unreadable: UnreadableRecord[] = [];
    const reads = wanted.map(async (name) => {
      const file = path.join(folder, name);
      try {
        return await readFrom(file);
      } catch (error) {
        unreadable.push({ file, reason: reasonOf(error) });
        return undefined;
      }
    });
    // Another program may have removed one meanwhile.
    const records = (await Promise.all(reads)).filter((record) => record !== undefined);
    return { records, unreadable: unreadable.toSorted((a, b) => (a.file > b.file ? -1 : 1)) };
  };
  return {
    folder,
    async list() {
      return readSome(await names());
    },
    async listOpen() {
      const open: string[] = [];
      const wanted = (await names()).filter((name) => !over.has(name));
      for (const [index, name] of wanted.entries()) {
        if (index % LOOKS_AT_ONCE === 0) await turn();
        const state = lookAt(path.join(folder, name));
        if (state === 'open') open.push(name);
        if (state === 'ended') over.add(name);
      }
      return (await readSome(open)).records;
    },
    async write(record) {
      await makeFolder(folder, 0o700);
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
      const { records } = await readSome((await names()).slice(RECORDS_KEPT));
      const ended = records.filter(({ state }) => state === 'ended');
      for (const { run } of ended) await rm(fileOf(run), { force: true });
      await removeStale(folder);
    },
  };
}
