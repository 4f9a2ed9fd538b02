import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { BackupError } from '../errors';
import { exists } from '../host/files';
import type { RunId } from '../names/runId';
import { reasonOf } from './reasonOf';
import { removeStale, writeAtomically } from './atomicFile';
import { publish } from '../targets/publish';
import { makeFolder } from './makeFolder';
import { recordedRuns, recordFiles, type RecordedRuns } from './recordFiles';
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

/**
 * Keeps a record of each run, in a folder that its owner alone may enter. Any number of programs may, and none waits for
 * another: how a run has ended is in a file of its own, which no record of a run that goes on can replace (`recordFiles.ts`).
 */
export interface RunRecords {
  /** Where the records are. */
  readonly folder: string;
  /**
   * Takes over a run's newest state: whole, or not at all. How a run has ended is not changed by the state of one that
   * goes on.
   * @throws {Error} of the file system; what was there before is still there then
   */
  write(record: RunRecord): Promise<void>;
  /**
   * Takes over how a run has ended, unless that is known already: the first word on it stands, but for one that nobody
   * could tell.
   * @returns the record that stands: this one, or the one of who was faster
   * @throws {Error} of the file system, or where the one that stands cannot be read; what was there is still there then
   */
  end(record: RunRecord): Promise<RunRecord>;
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
   * The records of runs that have not ended, the newest first; those of the others are not read. Those that cannot be
   * read are passed over.
   * @throws {BackupError} where the folder itself cannot be read
   */
  listOpen(): Promise<RunRecord[]>;
  /** Removes the oldest records of ended runs beyond {@link RECORDS_KEPT}, and what killed programs have left. */
  trim(): Promise<void>;
}

/** Where each record was looked for that could not be read, with why. */
class RecordFileError extends Error {
  constructor(
    readonly file: string,
    cause: unknown,
  ) {
    super(reasonOf(cause), { cause });
  }
}

/** @throws {RecordFileError} where the file cannot be read, or is no record of that run */
async function readFrom(file: string, run: RunId): Promise<RunRecord | undefined> {
  try {
    const record = parseRecord(await readFile(file, 'utf8'));
    if (record.run !== run) throw new Error(`it is of another run, ${record.run}`);
    return record;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RecordFileError(file, error);
  }
}

const textOf = (record: RunRecord) => `${JSON.stringify(record, undefined, 2)}\n`;

/** Nothing is made before the first record is written. */
export function openRunRecords(folder: string): RunRecords {
  const filesOf = (run: RunId) => recordFiles(folder, run);
  const recorded = async (): Promise<RecordedRuns> => {
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new BackupError(`The records in "${folder}" cannot be read: ${reasonOf(error)}.`, {
        cause: error,
      });
    });
    return recordedRuns(names);
  };
  const readRun = async (run: RunId): Promise<RunRecord | undefined> => {
    const { open, ended } = filesOf(run);
    // It may end between the first two looks, and its open record be gone then.
    return (await readFrom(ended, run)) ?? (await readFrom(open, run)) ?? (await readFrom(ended, run));
  };
  const readSome = async (runs: readonly RunId[]): Promise<RecordList> => {
    const unreadable: UnreadableRecord[] = [];
    const reads = runs.map(async (run) => {
      try {
        return await readRun(run);
      } catch (error) {
        if (!(error instanceof RecordFileError)) throw error;
        unreadable.push({ file: error.file, reason: error.message });
        return undefined;
      }
    });
    // Another program may have removed one meanwhile.
    const records = (await Promise.all(reads)).filter((record) => record !== undefined);
    return { records, unreadable: unreadable.toSorted((a, b) => (a.file > b.file ? -1 : 1)) };
  };
  /** What a run that has ended leaves of the time before, unless it was removed right then. */
  const removeOpen = async (run: RunId): Promise<void> => {
    const { open, cancel } = filesOf(run);
    for (const file of [open, cancel]) await rm(file, { force: true }).catch(() => {});
  };
  const writeEnded = async (record: RunRecord, take: typeof publish): Promise<void> => {
    await makeFolder(folder, 0o700);
    await writeAtomically(filesOf(record.run).ended, textOf(record), { take });
    await removeOpen(record.run);
  };
  return {
    folder,
    async list() {
      const { open, ended } = await recorded();
      return readSome([...new Set([...open, ...ended])].toSorted().toReversed());
    },
    async listOpen() {
      const { open, ended } = await recorded();
      const known = new Set(ended);
      const { records } = await readSome(open.filter((run) => !known.has(run)));
      return records.filter(({ state }) => state !== 'ended');
    },
    async write(record) {
      if (record.state === 'ended') return writeEnded(record, rename);
      const { open, ended } = filesOf(record.run);
      await makeFolder(folder, 0o700);
      await writeAtomically(open, textOf(record));
      // Whoever has recorded its end meanwhile has found no such file to remove.
      if (await exists(ended)) await removeOpen(record.run);
    },
    async end(record) {
      try {
        await writeEnded(record, publish);
        return record;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const standing = await readFrom(filesOf(record.run).ended, record.run);
        if (!standing) throw error;
        const isNews = standing.outcome === 'unknown' && record.outcome !== 'unknown';
        if (!isNews) return standing;
      }
      await writeEnded(record, rename);
      return record;
    },
    async read(run) {
      try {
        return await readRun(run);
      } catch (error) {
        if (!(error instanceof RecordFileError)) throw error;
        throw new BackupError(`The record "${error.file}" cannot be read: ${error.message}.`, {
          cause: error,
        });
      }
    },
    async trim() {
      const { open, ended, cancel } = await recorded();
      const known = new Set(ended);
      for (const run of open) if (known.has(run)) await removeOpen(run);
      // A mark is made beside a record; whether there is one now, the list cannot say.
      for (const run of cancel) if (!(await exists(filesOf(run).open))) await removeOpen(run);
      const old = [...new Set([...open, ...ended])].toSorted().toReversed().slice(RECORDS_KEPT);
      const { records } = await readSome(old.filter((run) => known.has(run)));
      for (const { run } of records) await rm(filesOf(run).ended, { force: true });
      await removeStale(folder);
    },
  };
}
