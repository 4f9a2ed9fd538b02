import { stat } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../../errorText';
import { runOf, type Catalogue } from '../catalogue/catalogue';
import { readLinks } from '../catalogue/plainImage';
import { BackupError } from '../errors';
import { exists } from '../host/files';
import { walkFolder } from '../host/walkFolder';
import { isOfRestore, parsePartial } from '../names/partialName';
import type { RunId } from '../names/runId';
import type { Place } from './places';
import type { RecordedNeed } from './recordedNeeds';

/** The files in these folders that a run is written to. */
async function partials(places: readonly Place[], signal: AbortSignal | undefined): Promise<string[]> {
  // What a restore writes builds on nothing.
  const isPartial = (name: string) => parsePartial(name) !== undefined && !isOfRestore(name);
  const found = new Set<string>();
  for (const { folder, extent } of places) {
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
    const { mark } = await readLinks(file, signal);
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
 * What the partial files of increments, which say it themselves, need.
 * @param known runs of which it is known without their files how they stand
 * @throws {BackupError} where such a file, or a folder below one of the places, cannot be read
 */
export async function partialNeeds(
  catalogue: Catalogue,
  known: ReadonlySet<RunId>,
  places: readonly Place[],
  signal: AbortSignal | undefined,
): Promise<RecordedNeed[]> {
  const written: RecordedNeed[] = [];
  for (const file of await partials(places, signal)) {
    const run = parsePartial(path.basename(file))?.run ?? '';
    if (known.has(run) || runOf(catalogue, run)) continue;
    const need = await needOf(file, signal);
    if (need) written.push(need);
  }
  return written;
}
