import { open, rm, type FileHandle } from 'node:fs/promises';
import { DamagedBackupError, RestoreError } from '../errors';
import { restorePath } from '../names/partialName';
import type { RunId } from '../names/runId';
import { told } from '../names/told';
import { keepName, publish } from '../targets/publish';
import { damageText, findDamage, type Damage } from './chainDamage';
import { compareWithChain, copyChain, UnreadableChainError, type CopyOptions } from './copyChain';
import type { PlannedRestore } from './planRestore';
import { putOnDisk } from './putOnDisk';
import { reasonOf } from '../records/reasonOf';

/** How a disk is restored. */
interface RestoreDiskOptions extends CopyOptions {
  /** Tells this restore's partial file from that of any other. */
  id: RunId;
  /** `refuse`: what is damaged is not restored; `accept`: it is, and is told. */
  damage: 'refuse' | 'accept';
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

/** @throws {RestoreError} always: a disk cannot be read, with what of it is known to be damaged, where that was accepted */
function giveUp(
  { links, disk }: PlannedRestore,
  damage: readonly Damage[],
  cause: UnreadableChainError,
): never {
  const [first, ...others] = damage.map(damageText);
  if (first) {
    const all = others.reduce((before, one) => told`${before}; ${one}`, first);
    const why = told`Nothing of disk "${disk.disk}" can be restored (QEMU: ${cause.message}): ${all}.`;
    throw new RestoreError(why, 'refused', { cause });
  }
  const files = links.map((link) => `"${link.disk.file}"`).join(', ');
  throw new RestoreError(
    `Disk "${disk.disk}" could not be restored: ${files} cannot be read as a disk (QEMU: ${cause.message}); ` +
      'verify the backup to see what is damaged, or restore another run.',
    'failed',
    { cause },
  );
}

/**
 * Does what restores a disk, all at once. Whichever part fails first ends the others, and all have ended then. Only where
 * the chain cannot be read is it still looked for which of its files is to blame.
 * @returns the damage that was accepted
 */
async function work(
  plan: PlannedRestore,
  written: string,
  handle: FileHandle,
  options: RestoreDiskOptions,
): Promise<Damage[]> {
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const accepted: Damage[] = [];
  const onDamage = options.damage === 'refuse' ? refuse : (damage: Damage) => void accepted.push(damage);
  const copying = copyChain(plan, written, { ...options, signal });
  const parts = [
    putOnDisk(handle, copying),
    // Both read and write what is in memory by now, so neither waits for the other.
    copying.then(() => compareWithChain(plan, written, { ...options, signal })),
    findDamage(plan.links, signal, onDamage),
  ];
  let unreadable: UnreadableChainError | undefined;
  for (const part of parts) {
    part.catch((error: unknown) => {
      if (error instanceof UnreadableChainError) unreadable = error;
      else failing.abort(error);
    });
  }
  await Promise.allSettled(parts);
  signal.throwIfAborted();
  if (unreadable) giveUp(plan, accepted, unreadable);
  return accepted;
}

/** Only what was created here is removed where it fails. */
async function writeDisk(plan: PlannedRestore, options: RestoreDiskOptions): Promise<Damage[]> {
  const written = restorePath(plan.file, options.id);
  // Open from the beginning: the kernel tells whoever has a file open of what could not be written.
  await using handle = await open(written, 'wx', 0o644);
  try {
    const accepted = await work(plan, written, handle, options);
    await publish(written, plan.file);
    await keepName(plan.file);
    return accepted;
  } catch (error) {
    await rm(written, { force: true });
    throw error;
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
  const { file, disk } = plan;
  try {
    return await writeDisk(plan, options);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof RestoreError) throw error;
    const reason = reasonOf(error);
    throw new RestoreError(`Disk "${disk.disk}" could not be restored to "${file}": ${reason}.`, 'failed', {
      cause: error,
    });
  }
}
