import type { Catalogue } from '../catalogue/catalogue';
import { readLinks } from '../catalogue/plainImage';
import { strayImages } from '../catalogue/strayImages';
import { errorText } from '../../errorText';
import { BackupError } from '../errors';
import { exists } from '../host/files';
import type { Place } from './places';
import type { RecordedNeed } from './recordedNeeds';

/** That what an image builds on is not known, and what to do. */
function unknown(why: string, cause?: unknown): BackupError {
  return new BackupError(
    `${why} No manifest that can be read tells what it is; if it is an increment, what it builds on might be ` +
      'removed, so nothing is. Let it be read, or move it out of the folder.',
    { cause },
  );
}

async function needOf(file: string, signal: AbortSignal | undefined): Promise<RecordedNeed | undefined> {
  try {
    const { mark } = await readLinks(file, signal);
    if (!mark) return undefined;
    const why =
      `Its file "${file}" tells so, and no manifest of it can be read here: ` +
      'bring that back, or, if that backup is given up, remove the file.';
    return { state: 'marked', run: mark.run, parents: [mark.parent], why };
  } catch (error) {
    signal?.throwIfAborted();
    // It was removed, or has got another name, meanwhile.
    if (!(await exists(file))) return undefined;
    throw unknown(`"${file}" is an image that cannot be read: ${errorText(error)}.`, error);
  }
}

/**
 * What increments need whose manifest is gone, cannot be read, or lies where this user does not look: their images say
 * it themselves.
 * @throws {BackupError} where an image cannot be read, in a folder that is looked into with what is below it: other
 *   folders, such as `/tmp`, are everybody's
 * @throws the signal's reason
 */
export async function markedNeeds(
  { runs }: Catalogue,
  places: readonly Place[],
  signal: AbortSignal | undefined,
): Promise<RecordedNeed[]> {
  // One that was edited may be silent about what its run builds on.
  const told = runs.filter(({ manifests }) => manifests.some(({ state }) => state === 'as-written'));
  const isTold = new Set(told.map(({ run }) => run));
  const seen = new Set<string>();
  const needs: RecordedNeed[] = [];
  for (const { folder, extent } of places) {
    const { files, refused } = await strayImages(folder, { runs: told, records: [] }, signal, extent);
    const [first] = extent === 'below' ? refused : [];
    if (first) throw unknown(first.reason);
    for (const file of files.filter((one) => !seen.has(one))) {
      seen.add(file);
      const need = await needOf(file, signal);
      if (need && !isTold.has(need.run)) needs.push(need);
    }
  }
  return needs;
}
