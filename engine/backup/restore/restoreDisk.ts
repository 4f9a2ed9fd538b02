import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { DamagedBackupError, RestoreError } from '../errors';
import { chainName } from '../images/imageChain';
import { qemuImg } from '../images/qemuImg';
import { partialPath } from '../names/partialName';
import type { RunId } from '../names/runId';
import { syncFolder } from '../records/atomicFile';
import { publish } from '../targets/publish';
import { damageText, findDamage, type Damage } from './chainDamage';
import type { PlannedRestore } from './planRestore';
import { reasonOf } from '../records/reasonOf';

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
  /** `refuse`: what is damaged is not restored; `accept`: it is, and is told. */
  damage: 'refuse' | 'accept';
  signal: AbortSignal;
  onProgress: (progress: RestoreProgress) => void;
}

/** @throws {RestoreError} always: with what is damaged, and the way out */
function refuse(damage: Damage): never {
  const left = damage.disk === undefined ? 'this one as it is' : 'what is left of this one';
  const way =
    damage.sound === undefined
      ? `Restore another run; or, where there is none, ${left}, ` +
        'by accepting damage (--accept-damage on the command line).'
      : 'Restore that copy, by its name, or put it in the place of the other.';
  const { run, disk } = damage;
  throw new DamagedBackupError({ run, text: damageText(damage), ...(disk !== undefined && { disk }) }, way);
}

/** Puts a file on the disk. */
async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
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
  if (images[0].virtualSize < disk.virtualSize) {
    // Of a raw image that was cut short, the rest is zeros, so that the disk is as large as it was.
    const args = ['resize', '-q', '-f', format, written, String(disk.virtualSize)];
    const resized = await qemuImg(args, { signal });
    if (resized.status !== 0)
      throw new RestoreError(`Disk "${disk.disk}" could not be restored: ${resized.complaint}.`, 'failed');
  }
  const restored = chainName([{ file: written, format, type: 'file', virtualSize: disk.virtualSize }]);
  // Both read and write what is in memory by now, so neither waits for the other.
  const [comparing, syncing] = await Promise.allSettled([
    qemuImg(['compare', '-p', chain, restored], { signal, onProgress: watch('comparing') }),
    syncFile(written),
  ]);
  if (syncing.status === 'rejected') throw syncing.reason;
  if (comparing.status === 'rejected') throw comparing.reason;
  const compared = comparing.value;
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
 * @returns the damage that was accepted
 * @throws {RestoreError} where it failed, or a backup is damaged; nothing is left behind
 * @throws the signal's reason; nothing is left behind
 */
export async function restoreDisk(plan: PlannedRestore, options: RestoreDiskOptions): Promise<Damage[]> {
  const { file, links, disk } = plan;
  const written = partialPath(file, options.id);
  // Whichever of the two fails first ends the other, and both have ended before the file is removed.
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const accepted: Damage[] = [];
  const onDamage = options.damage === 'refuse' ? refuse : (damage: Damage) => void accepted.push(damage);
  const both = [copy(plan, written, { ...options, signal }), findDamage(links, signal, onDamage)];
  for (const one of both) one.catch((error: unknown) => failing.abort(error));
  try {
    await Promise.allSettled(both);
    options.signal.throwIfAborted();
    failing.signal.throwIfAborted();
    await publish(written, file);
    await syncFolder(path.dirname(file));
    return accepted;
  } catch (error) {
    await rm(written, { force: true });
    if (options.signal.aborted || error instanceof RestoreError) throw error;
    const reason = reasonOf(error);
    throw new RestoreError(`Disk "${disk.disk}" could not be restored to "${file}": ${reason}.`, 'failed', {
      cause: error,
    });
  }
}
