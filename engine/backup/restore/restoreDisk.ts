import { open, type FileHandle } from 'node:fs/promises';
import type { Link } from '../catalogue/diskChain';
import { DamagedBackupError, RestoreError } from '../errors';
import { restorePath } from '../names/partialName';
import type { RunId } from '../names/runId';
import { told } from '../names/told';
import { discard, keepName, publish } from '../targets/publish';
import { damageText, findDamage, type Damage } from './chainDamage';
import { compareWithChain, copyChain, UnreadableChainError, type CopyOptions } from './copyChain';
import type { FileFault } from './fileFault';
import type { PlannedRestore } from './planRestore';
import { putOnDisk } from './putOnDisk';
import { imagesOf } from './readableLinks';
import { otherCopies, withFile, type ReplacedFile } from './replacedFile';
import { reasonOf } from '../records/reasonOf';

/** How a disk is restored. */
interface RestoreDiskOptions extends CopyOptions {
  /** Tells this restore's partial file from that of any other. */
  id: RunId;
  /** `refuse`: what is damaged is not restored; `accept`: it is, and is told. */
  damage: 'refuse' | 'accept';
}

/** One go at it. */
interface Attempt extends RestoreDiskOptions {
  /** The files that were found damaged before, links followed. */
  bad: ReadonlySet<string>;
}

/** What a disk was restored from. */
export interface Source {
  /** The damage that was accepted. */
  accepted: Damage[];
  /** The files that copies were read in place of. */
  replaced: ReplacedFile[];
}

/** What was come upon, and accepted, while a disk was restored. */
interface AcceptedDamage {
  damage: Damage[];
  /** Whether some of it cannot be read. */
  unreadable: boolean;
}

/** A file turned out to be damaged, and a copy of it is not. */
class ReplaceableError extends Error {
  constructor(
    readonly link: Link,
    readonly replaced: ReplacedFile,
  ) {
    super(replaced.reason);
  }
}

const ACCEPT = 'accepting damage (--accept-damage on the command line)';

/** What is left to do with a file that QEMU cannot read either. */
const RESCUE =
  'copy what can still be read of the file into another folder, as long as it is (as ddrescue does), ' +
  `with its manifest beside it, and restore from there, ${ACCEPT}`;

/** @throws {RestoreError} always: with what is damaged, and the way out */
function refuse(damage: Damage, kind: FileFault['kind']): never {
  const { run, disk } = damage;
  const left = disk === undefined ? 'this one as it is' : 'what is left of this one';
  const last = kind === 'unreadable' ? RESCUE : `${left}, by ${ACCEPT}`;
  const way = `Restore another run; or, where there is none, ${last}.`;
  throw new DamagedBackupError({ run, text: damageText(damage), ...(disk !== undefined && { disk }) }, way);
}

/** @throws {RestoreError} always: a disk cannot be read, with what of it is known to be damaged, where that was accepted */
function giveUp(
  { links, disk }: PlannedRestore,
  { damage, unreadable }: AcceptedDamage,
  cause: UnreadableChainError,
): never {
  const [first, ...others] = damage.map(damageText);
  if (first) {
    const all = others.reduce((before, one) => told`${before}; ${one}`, first);
    const way = unreadable ? ` What may be left: ${RESCUE}.` : '';
    const why = told`Nothing of disk "${disk.disk}" can be restored (QEMU: ${cause.message}): ${all}.${way}`;
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
 * @throws {ReplaceableError} where a copy of a file is to be read in its place
 */
async function work(
  plan: PlannedRestore,
  written: string,
  handle: FileHandle,
  options: Attempt,
): Promise<Damage[]> {
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const accepted: AcceptedDamage = { damage: [], unreadable: false };
  const onDamage = async (found: Damage, link: Link, kind: FileFault['kind']) => {
    const { run, disk } = found;
    let damage = found;
    if (disk !== undefined) {
      const { sound, unsound } = await otherCopies(link, { but: options.bad, signal });
      const is = kind === 'denied' ? 'unread' : 'damaged';
      if (sound !== undefined) throw new ReplaceableError(link, { ...found, disk, is, copy: sound });
      const before = plan.replaced.filter((one) => one.run === run && one.disk === disk);
      const copies = [...before.map(({ file, reason }) => ({ file, reason })), ...unsound];
      if (copies.length > 0) damage = { ...found, copies };
    }
    if (options.damage === 'refuse') refuse(damage, kind);
    accepted.damage.push(damage);
    accepted.unreadable ||= kind === 'unreadable';
  };
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
  return accepted.damage;
}

/** Only what was created here is removed where it fails. */
async function writeDisk(plan: PlannedRestore, options: Attempt): Promise<Damage[]> {
  const written = restorePath(plan.file, options.id);
  // Open from the beginning: the kernel tells whoever has a file open of what could not be written.
  await using handle = await open(written, 'wx', 0o644);
  try {
    const accepted = await work(plan, written, handle, options);
    await publish(written, plan.file);
    await keepName(plan.file);
    return accepted;
  } catch (error) {
    await discard(written);
    throw error;
  }
}

/** Restores a disk, anew as often as a file of its chain turns out to be damaged that there is a sound copy of. */
async function writeFromSound(plan: PlannedRestore, options: RestoreDiskOptions): Promise<Source> {
  const bad = new Set<string>();
  for (let current = plan; ;) {
    try {
      return { accepted: await writeDisk(current, { ...options, bad }), replaced: current.replaced };
    } catch (error) {
      if (!(error instanceof ReplaceableError)) throw error;
      const { link, replaced } = error;
      bad.add(link.disk.itself);
      const [top, ...below] = current.links.map((one) =>
        one === link ? withFile(link, replaced.copy) : one,
      );
      const links: PlannedRestore['links'] = [top ?? link, ...below];
      current = {
        ...current,
        links,
        images: await imagesOf(links),
        replaced: [...current.replaced, replaced],
      };
    }
  }
}

/**
 * Restores one disk into a new file, which gets its name when it is whole and was compared. The backups are read only.
 * That they are as they were written is looked at while QEMU copies, so that each is read from the disk once.
 * @throws {RestoreError} where it failed, or a backup is damaged; nothing is left behind
 * @throws the signal's reason; nothing is left behind
 */
export async function restoreDisk(plan: PlannedRestore, options: RestoreDiskOptions): Promise<Source> {
  const { file, disk } = plan;
  try {
    return await writeFromSound(plan, options);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof RestoreError) throw error;
    const reason = reasonOf(error);
    throw new RestoreError(`Disk "${disk.disk}" could not be restored to "${file}": ${reason}.`, 'failed', {
      cause: error,
    });
  }
}
