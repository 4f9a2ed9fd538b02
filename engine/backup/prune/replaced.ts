import { stat } from 'node:fs/promises';
import { digestFile } from '../images/digest';
import type { Manifest, ManifestDisk } from '../manifest/manifest';
import { runTime } from '../names/runId';

/** Until when a target may have been written to, as the manifest in a file tells; milliseconds since the epoch. */
async function lastWrite(
  file: string,
  { endedAt }: Manifest,
  { sha256, digested }: ManifestDisk,
): Promise<number> {
  if (digested) return Date.parse(digested.at);
  // QEMU writes out the rest of an image after the run's end, and before its manifest is there.
  return sha256 === undefined
    ? Math.max(Date.parse(endedAt), (await stat(file)).mtimeMs)
    : Date.parse(endedAt);
}

/**
 * Why a target, which is as long as its manifest says, may be another file by now; a clause. One that was last written to
 * between the run's beginning and its digest is as it was: reading all that goes would take as long as verifying it. Any
 * other, also one that was copied without its times, is held against its digest.
 * @param file the manifest's
 * @returns `undefined` where it is what was written
 * @throws {Error} of the file system
 * @throws the signal's reason
 */
export async function whyReplaced(
  target: string,
  file: string,
  manifest: Manifest,
  disk: ManifestDisk,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { mtimeMs } = await stat(target);
  if (mtimeMs >= runTime(manifest.run) && mtimeMs <= (await lastWrite(file, manifest, disk)))
    return undefined;
  const { sha256, size } = disk;
  if (sha256 === undefined)
    return (
      'it was written to at another time than the backup, and no digest tells whether it is still that; ' +
      `look at it, and, if it is, record one with: domainbackup verify ${manifest.run}`
    );
  const digest = await digestFile(target, { signal, ...(size !== undefined && { length: size }) });
  return digest.sha256 === sha256 ? undefined : 'it is not what was written: its digest is another';
}
