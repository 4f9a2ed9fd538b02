import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../../errorText';
import type { Link } from '../catalogue/diskChain';
import { RestoreError } from '../errors';
import { digestFile, DIGESTS_AT_ONCE } from '../images/digest';
import { eachOf } from '../images/eachOf';
import { chainName } from '../images/imageChain';
import { qemuImg } from '../images/qemuImg';
import { partialPath } from '../names/partialName';
import type { RunId } from '../names/runId';
import { syncFolder } from '../records/atomicFile';
import { publish } from '../targets/publish';
import type { PlannedRestore } from './planRestore';

/** How far the restore of one disk is. */
export interface RestoreProgress {
  disk: string;
  /** `copying` into the new file, or `comparing` that with the backup. */
  phase: 'copying' | 'comparing';
  /** Bytes of the disk that this was done for. */
  current: number;
  /** The disk's size in bytes. */
  total: number;
}

/** How a disk is restored. */
export interface RestoreDiskOptions {
  format: 'qcow2' | 'raw';
  /** Tells this restore's partial file from that of any other. */
  id: RunId;
  /** `refuse`: the digests of the backup must be those of its manifests; `accept`: they are not looked at. */
  damage: 'refuse' | 'accept';
  signal: AbortSignal;
  onProgress: (progress: RestoreProgress) => void;
}

/** Makes sure that the files of a chain, and their manifests, are as they were written. */
async function checkDigests(links: readonly Link[], signal: AbortSignal): Promise<void> {
  for (const { run } of links) {
    const { manifests } = run;
    // What another program has made has none.
    if (manifests.length === 0 || manifests.some(({ state }) => state === 'as-written')) continue;
    throw new RestoreError(
      `The manifest of run ${run.run} is not as it was written, so nobody can tell whether its files are. Restore another run; or, where there is none, this one as it is, by accepting damage.`,
      'failed',
    );
  }
  await eachOf(links, DIGESTS_AT_ONCE, async ({ run, disk }) => {
    if (disk.sha256 === undefined) return;
    const { file, type, size } = disk;
    const { sha256 } = await digestFile(file, {
      signal,
      ...(type === 'block' && size !== undefined && { length: size }),
    });
    if (sha256 !== disk.sha256)
      throw new RestoreError(
        `Disk "${disk.disk}" of run ${run.run} is damaged: "${file}" is no longer what was backed up. Restore another run; or, where there is none, what is left of this one, by accepting damage.`,
        'failed',
      );
  });
}

/** Copies a chain into a new file, puts that on the disk, and compares the two. */
async function copy(
  { disk, images }: PlannedRestore,
  written: string,
  { format, signal, onProgress }: Omit<RestoreDiskOptions, 'id' | 'damage'>,
): Promise<void> {
  const chain = chainName(images);
  const watch = (phase: RestoreProgress['phase']) => (fraction: number) => {
    const total = disk.virtualSize;
    onProgress({ disk: disk.disk, phase, current: Math.round(total * fraction), total });
  };
  watch('copying')(0);
  // -W: QEMU writes pieces as they come. What is done is put on the disk by us, once, so it need not do that itself.
  const convert = ['convert', '-p', '-W', '-O', format, chain, written];
  const copied = await qemuImg(convert, { signal, onProgress: watch('copying') });
  if (copied.status !== 0)
    throw new RestoreError(`Disk "${disk.disk}" could not be restored: ${copied.complaint}.`, 'failed');
  const handle = await open(written, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  const restored = chainName([{ file: written, format, type: 'file', virtualSize: disk.virtualSize }]);
  const compared = await qemuImg(['compare', '-p', chain, restored], {
    signal,
    onProgress: watch('comparing'),
  });
  if (compared.status !== 0) {
    const reason =
      compared.complaint ||
      compared.stdout
        .trim()
        .split(/[\r\n]/)
        .at(-1);
    throw new RestoreError(
      `Disk "${disk.disk}" was restored, but is not the same as its backup: ${reason}.`,
      'failed',
    );
  }
}

/**
 * Restores one disk into a new file, which gets its name when it is whole and was compared. The backups are read only.
 * That they are as they were written is looked at while QEMU copies, so that each is read from the disk once.
 * @throws {RestoreError} where it failed, or a backup is damaged; nothing is left behind
 * @throws the signal's reason; nothing is left behind
 */
export async function restoreDisk(plan: PlannedRestore, options: RestoreDiskOptions): Promise<void> {
  const { file, links, disk } = plan;
  const written = partialPath(file, options.id);
  // Whichever of the two fails first ends the other, and both have ended before the file is removed.
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const both = [
    copy(plan, written, { ...options, signal }),
    options.damage === 'refuse' ? checkDigests(links, signal) : Promise.resolve(),
  ];
  for (const one of both) one.catch((error: unknown) => failing.abort(error));
  try {
    await Promise.allSettled(both);
    options.signal.throwIfAborted();
    failing.signal.throwIfAborted();
    await publish(written, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await rm(written, { force: true });
    if (options.signal.aborted || error instanceof RestoreError) throw error;
    const reason = errorText(error);
    throw new RestoreError(`Disk "${disk.disk}" could not be restored to "${file}": ${reason}.`, 'failed', {
      cause: error,
    });
  }
}
