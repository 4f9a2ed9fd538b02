import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { exists } from '../host/files';
import type { RunId } from '../names/runId';
import { writeAtomically } from './atomicFile';
import { makeFolder } from './makeFolder';
import { openRunRecords, type RunRecords } from './runRecords';
import { defaultRecordsFolder } from './stateFolder';

/**
 * Where programs say that they keep records elsewhere than the command line does: a file for each such folder, with its
 * path in it. It is of the user, as the command line's records are.
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
 * Records in a folder of a program's own, which the other programs of this user are told of as the first one is written:
 * what a running increment builds on must not be pruned by any of them. Where they cannot be told, nothing else suffers.
 */
export function openAnnouncedRecords(folder: string): RunRecords {
  const records = openRunRecords(folder);
  let announced: Promise<void> | undefined;
  return {
    ...records,
    async write(record) {
      announced ??= announce(folder).catch(() => {});
      await announced;
      await records.write(record);
    },
  };
}

/** The records that the other programs of this user keep, as far as they have said so. */
export async function otherRecords(own: RunRecords): Promise<RunRecords[]> {
  const names = await readdir(placesFolder()).catch(() => []);
  const folders = new Set([defaultRecordsFolder()]);
  for (const name of names.filter((one) => !one.startsWith('.'))) {
    const file = path.join(placesFolder(), name);
    const folder = (await readFile(file, 'utf8').catch(() => '')).trimEnd();
    // A profile that is gone has no records any more.
    if (path.isAbsolute(folder) && (await exists(folder))) folders.add(folder);
    else await rm(file, { force: true }).catch(() => {});
  }
  folders.delete(own.folder);
  return [...folders].map(openRunRecords);
}

/** The records of the program of this user that has started a run, as far as that is known; otherwise the given ones. */
export async function ownerOf(own: RunRecords, run: RunId): Promise<RunRecords> {
  const hasStarted = async (records: RunRecords) =>
    records.read(run).then(
      (record) => record?.origin === 'ours',
      // What cannot be read there keeps nobody from going on here.
      () => false,
    );
  if (await hasStarted(own)) return own;
  for (const records of await otherRecords(own)) if (await hasStarted(records)) return records;
  return own;
}
