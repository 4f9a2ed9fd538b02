import type { Catalogue } from '../catalogue/catalogue';
import { readLinks } from '../catalogue/plainImage';
import { errorText } from '../../errorText';
import { BackupError } from '../errors';
import { exists } from '../host/files';
import { isDenied } from '../records/reasonOf';
import type { Place } from './places';
import type { RecordedNeed } from './recordedNeeds';
import { toldPaths, untoldImages, type UntoldImages } from './untoldImages';

/** That what an image builds on is not known, and what to do. */
function unknown(why: string, cause?: unknown): BackupError {
  return new BackupError(
    `${why} No manifest that can be read tells what it is; if it is an increment, what it builds on might be ` +
      'removed, so nothing is. Let it be read, or move it out of the folder.',
    { cause },
  );
}

async function needOf(
  { file, path }: UntoldImages['files'][number],
  signal: AbortSignal | undefined,
): Promise<RecordedNeed | undefined> {
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
    // One that is damaged in its place: its manifest tells what it builds on.
    if (path === 'told' && !isDenied(error)) return undefined;
    throw unknown(`"${file}" is an image that cannot be read: ${errorText(error)}.`, error);
  }
}

/**
 * What increments need whose manifest is gone, cannot be read, or lies where this user does not look: their images say
 * it themselves, whatever a manifest says of the paths where they lie.
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
  const paths = await toldPaths(told);
  const seen = new Set<string>();
  const needs: RecordedNeed[] = [];
  for (const { folder, extent } of places) {
    const { files, refused } = await untoldImages(folder, paths, extent, signal);
    const [first] = extent === 'below' ? refused : [];
    if (first) throw unknown(first.reason);
    for (const image of files.filter(({ file }) => !seen.has(file))) {
      seen.add(image.file);
      const need = await needOf(image, signal);
      if (need && !isTold.has(need.run)) needs.push(need);
    }
  }
  return needs;
}
