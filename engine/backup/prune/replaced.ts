import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ManifestCopy } from '../catalogue/catalogue';
import { digestFile } from '../images/digest';
import type { ManifestDisk } from '../manifest/manifest';
import { runTime } from '../names/runId';

/** Until when a target may have been written to, as a copy of its manifest tells; milliseconds since the epoch. */
async function lastWrite(
  { file, manifest: { endedAt } }: ManifestCopy,
  { sha256, digested }: ManifestDisk,
): Promise<number> {
  if (digested) return Date.parse(digested.at);
  // QEMU writes out the rest of an image after the run's end, and before its manifest is there.
  return sha256 === undefined
    ? Math.max(Date.parse(endedAt), (await stat(file)).mtimeMs)
    : Date.parse(endedAt);
}

/** Whether a target was last written to between the run's beginning and its digest, or else the run's end. */
export async function isOfItsTime(
  { mtimeMs }: Pick<Stats, 'mtimeMs'>,
  copy: ManifestCopy,
  disk: ManifestDisk,
): Promise<boolean> {
  return mtimeMs >= runTime(copy.manifest.run) && mtimeMs <= (await lastWrite(copy, disk));
}

/**
 * Why a target, which is as long as its manifest says, may be another file by now; a clause. One that was last written to
 * between the run's beginning and its digest is as it was: reading all that goes would take as long as verifying it. Any
 * other, also one that was copied without its times, is held against its digest.
 * @returns `undefined` where it is what was written
 * @throws {Error} of the file system
 * @throws the signal's reason
 */
export async function whyReplaced(
  target: string,
  copy: ManifestCopy,
  disk: ManifestDisk,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (await isOfItsTime(await stat(target), copy, disk)) return undefined;
  const { sha256, size } = disk;
  if (sha256 === undefined)
    return (
      'it was written to at another time than the backup, and no digest tells whether it is still that; ' +
      `look at it, and, if it is, record one with: domainbackup verify ${copy.manifest.run}`
    );
  const digest = await digestFile(target, { signal, ...(size !== undefined && { length: size }) });
  return digest.sha256 === sha256 ? undefined : 'it is not what was written: its digest is another';
}
