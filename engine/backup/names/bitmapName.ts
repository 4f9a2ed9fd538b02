import { decodeName, encodeName } from './encoding';
import type { RunId } from './runId';

/**
 * What the name of a checkpoint's bitmap says. A bitmap is kept in the disk's own image, and travels with it: what is
 * in its name is known wherever the image turns up, also where nothing else is left of the run that made it.
 */
export interface BitmapFacts {
  /** The run that made it, and whose backup of the disk the next increment builds on. */
  run: RunId;
  /** The disk's label on the machine, such as `vda`. */
  disk: string;
  /** The disk's virtual size in bytes. */
  size: number;
  /** The machine's UUID, where it has one. */
  machine?: string;
  checkpoint: string;
}

/**
 * - `pending`: its run has not completed; QEMU holds it in memory only, and forgets it when it ends
 * - `kept`: its run completed; QEMU stores it in the image
 */
export type BitmapStage = 'pending' | 'kept';

const PREFIX: Record<BitmapStage, string> = { pending: 'domainbackup-pending.', kept: 'domainbackup.' };
const NAME =
  /^(domainbackup(?:-pending)?\.)(\d{8}-\d{6}-[0-9a-z]{4})\.([A-Za-z0-9_-]+)\.(\d+)\.(none|[0-9a-f-]{36})\.(.+)$/s;

/** The longest name that a bitmap can have, in bytes (BDRV_BITMAP_MAX_NAME_SIZE in QEMU's qcow2-bitmap.c). */
export const LONGEST_BITMAP_NAME = 1023;

/**
 * The name of a checkpoint's bitmap. It is unlike any that libvirt gives, so that ours are told apart:
 * `domainbackup.20261122-233355-k3f9.vda.68719476736.none.monday`.
 */
export function bitmapName(facts: BitmapFacts, stage: BitmapStage): string {
  const { run, disk, size, machine = 'none', checkpoint } = facts;
  return `${PREFIX[stage]}${run}.${encodeName(disk)}.${size}.${machine}.${checkpoint}`;
}

/** What a bitmap's name says; `undefined` for a bitmap of somebody else. */
export function parseBitmapName(name: string): (BitmapFacts & { stage: BitmapStage }) | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const [, prefix, run = '', disk = '', size, machine = '', checkpoint = ''] = match;
  return {
    stage: prefix === PREFIX.kept ? 'kept' : 'pending',
    run,
    disk: decodeName(disk),
    size: Number(size),
    ...(machine !== 'none' && { machine }),
    checkpoint,
  };
}

/** The name that a bitmap has while its run has not completed. */
export function pendingName(kept: string): string {
  return PREFIX.pending + kept.slice(PREFIX.kept.length);
}

/** The name that a pending bitmap gets when its run has completed. */
export function keptName(pending: string): string {
  return PREFIX.kept + pending.slice(PREFIX.pending.length);
}
