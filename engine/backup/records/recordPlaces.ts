import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { BackupError } from '../errors';
import { exists } from '../host/files';
import type { RunId } from '../names/runId';
import { writeAtomically } from './atomicFile';
import { makeFolder } from './makeFolder';
import { reasonOf } from './reasonOf';
import { openRunRecords, type RunRecords } from './runRecords';
import { defaultRecordsFolder } from './stateFolder';

/**
 * Where programs say that they keep records elsewhere than the command line does: a file for each such folder, with its
 * path in it. It is of the user, as the command line's records are. Nobody removes one: a folder that is not there today
 * may be there tomorrow, and one that never comes back takes a few bytes.
 */
const placesFolder = () => path.join(path.dirname(defaultRecordsFolder()), 'places');

/** Says where records are kept. The name of the file is the folder's own, so that saying it again changes nothing. */
async function announce(folder: string): Promise<void> {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  const file = path.join(placesFolder(), name);
  if (await exists(file)) return;
  await makeFolder(placesFolder(), 0o700);
  await writeAtomically(file, `${folder}\n`);
}

/**
 * Records in a folder of a program's own, which the other programs of this user are told of as soon as there are some:
 * what a running increment builds on must not be pruned by any of them. Where they cannot be told, nothing else suffers,
 * and it is tried again.
 */
export function openAnnouncedRecords(folder: string): RunRecords {
  const records = openRunRecords(folder);
  const tell = () => announce(folder).catch(() => {});
  return {
    ...records,
    async write(record) {
      await tell();
      await records.write(record);
    },
    async end(record) {
      await tell();
      return records.end(record);
    },
    async listOpen() {
      if (await exists(folder)) await tell();
      return records.listOpen();
    },
  };
}

/** Reads a folder's names, or a file's text; what is not there says nothing. */
async function unlessMissing<T>(reading: Promise<T>, place: string): Promise<T | undefined> {
  return reading.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    const message =
      'Where other programs keep the records of their backups is not known: ' +
      `"${place}" cannot be read: ${reasonOf(error)}.`;
    throw new BackupError(message, { cause: error });
  });
}

/**
 * The records that the other programs of this user keep, as far as they have said so.
 * @throws {BackupError} where that cannot be read
 */
export async function otherRecords(own: RunRecords): Promise<RunRecords[]> {
  const places = placesFolder();
  const folders = new Set([defaultRecordsFolder()]);
  for (const name of (await unlessMissing(readdir(places), places)) ?? []) {
    // One that is being written.
    if (name.startsWith('.')) continue;
    const file = path.join(places, name);
    const folder = (await unlessMissing(readFile(file, 'utf8'), file))?.trimEnd();
    if (folder !== undefined && path.isAbsolute(folder)) folders.add(folder);
  }
  folders.delete(own.folder);
  return [...folders].map(openRunRecords);
}

/**
 * The records of the program of this user that has started a run, as far as that is known; otherwise the given ones.
 * @throws {BackupError} where a record of it cannot be read, or not where other programs keep theirs
 */
export async function ownerOf(own: RunRecords, run: RunId): Promise<RunRecords> {
  const hasStarted = async (records: RunRecords) => (await records.read(run))?.origin === 'ours';
  if (await hasStarted(own)) return own;
  for (const records of await otherRecords(own)) if (await hasStarted(records)) return records;
  return own;
}

/** What the records of several programs tell, and, of what could not be read of them, why. */
export interface Answers<T> {
  found: T[];
  troubles: BackupError[];
}

/**
 * Asks the records of each program of this user, one after the other; what cannot be read of one hides nothing of the
 * others.
 * @param whose `all`: the given ones first; `others`: without those
 */
export async function askEach<T>(
  own: RunRecords,
  whose: 'all' | 'others',
  ask: (records: RunRecords) => Promise<T>,
): Promise<Answers<T>> {
  const answers: Answers<T> = { found: [], troubles: [] };
  const note = (error: unknown) => {
    if (!(error instanceof BackupError)) throw error;
    answers.troubles.push(error);
    return [];
  };
  const others = await otherRecords(own).catch(note);
  for (const records of whose === 'all' ? [own, ...others] : others)
    answers.found.push(...(await ask(records).then((one) => [one], note)));
  return answers;
}
