import { stat } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../../errorText';
import { runOf, type Catalogue } from '../catalogue/catalogue';
import { readMark } from '../catalogue/plainImage';
import { recordedFolders } from '../catalogue/recordedFolders';
import { BackupError } from '../errors';
import { exists } from '../host/files';
import { walkFolder } from '../host/walkFolder';
import { parsePartial } from '../names/partialName';
import { otherRecords } from '../records/recordPlaces';
import type { RunRecords } from '../records/runRecords';
import { recordedNeeds, type RecordedNeed } from './recordedNeeds';

/** Where it is looked for what runs at this moment. */
export interface NeedSources {
  /** The program's own; those that other programs of this user have told of are asked as well. */
  records: RunRecords;
  /** Folders, which are looked into with what is below them; in one that is not there nothing runs. */
  folders: readonly string[];
  signal?: AbortSignal;
}

/** The files in these folders, and beside all manifests that are known, that a run is written to. */
async function partials(
  catalogue: Catalogue,
  all: readonly RunRecords[],
  { folders, signal }: NeedSources,
): Promise<string[]> {
  const isPartial = (name: string) => parsePartial(name) !== undefined;
  const beside = catalogue.runs.flatMap(({ manifests }) => manifests.map(({ file }) => path.dirname(file)));
  const found = new Set<string>();
  const alone = new Set([...beside, ...(await Promise.all(all.map(recordedFolders))).flat()]);
  const places = [
    ...folders.map((folder) => [folder, 'below'] as const),
    ...[...alone].map((folder) => [folder, 'alone'] as const),
  ];
  for (const [folder, extent] of places) {
    if (!(await exists(folder))) continue;
    const { files, unreadable } = await walkFolder(folder, extent, isPartial, signal);
    // A file system's own folder, which is its administrator's alone, holds no backups.
    const hidden = unreadable.find(({ file }) => path.basename(file) !== 'lost+found');
    if (hidden)
      throw new BackupError(
        `Whether a backup is written into "${hidden.file}" is not known: ${hidden.reason}. ` +
          'What it builds on might be removed, so nothing is; let the folder be read, or prune as a user who may.',
      );
    for (const file of files) found.add(file);
  }
  return [...found];
}

/** What a partial file builds on. */
async function needOf(file: string, signal: AbortSignal | undefined): Promise<RecordedNeed | undefined> {
  try {
    // QEMU makes an image empty, and a moment later it may say that it is an increment.
    if ((await stat(file)).size === 0) throw new Error('nothing is in it yet');
    const mark = await readMark(file, signal);
    if (mark === undefined) return undefined;
    const { run, parent } = mark;
    const why =
      `Its file "${file}" tells so: another program writes it, ` +
      'or has left it; if that backup is over, remove the file.';
    return { state: 'going', run, parents: [parent], why };
  } catch (error) {
    signal?.throwIfAborted();
    // It has got its name, or was removed, meanwhile: then its manifest tells, or it needs nothing.
    if (!(await exists(file))) return undefined;
    throw new BackupError(
      `"${file}" is written by a backup, or was left by one, and cannot be read: ` +
        `${errorText(error)}. What it builds on is not known, ` +
        'so nothing is removed; let it be read, or, if that backup is over, remove it.',
      { cause: error },
    );
  }
}

/**
 * What has to stay because other runs build on it, or will: as the records of all programs of this user tell, and, for
 * what another user has started, the partial files of increments, which say it themselves.
 * @throws {BackupError} where a record, such a file, or a folder below one of these cannot be read: what a run there
 *   builds on, nobody can tell then
 * @throws {Error} where one of the folders itself cannot be read
 * @throws the signal's reason
 */
export async function readNeeds(catalogue: Catalogue, sources: NeedSources): Promise<RecordedNeed[]> {
  const all = [sources.records, ...(await otherRecords(sources.records))];
  const recorded = (await Promise.all(all.map(recordedNeeds))).flat();
  const lists = await Promise.all(all.map((records) => records.list()));
  // How these stand is known without their files.
  const known = new Set(lists.flatMap(({ records }) => records.map(({ run }) => run)));
  const written: RecordedNeed[] = [];
  for (const file of await partials(catalogue, all, sources)) {
    const run = parsePartial(path.basename(file))?.run ?? '';
    if (known.has(run) || runOf(catalogue, run)) continue;
    const need = await needOf(file, sources.signal);
    if (need) written.push(need);
  }
  return [...recorded, ...written];
}
