import type { RunId } from '../names/runId';

/**
 * Whether a dirty bitmap tells what was written since its checkpoint.
 * - `consistent`: it does
 * - `inconsistent`: QEMU was killed while it was in use, so that writes are missing; it can only be removed
 * - `stopped`: somebody stopped it, so that writes may be missing
 * - `below-snapshot`: an external snapshot was taken since, and it stayed in the image below, where nothing is written any
 *   more; it tells of all again once the snapshot is committed
 */
export type BitmapState = 'consistent' | 'inconsistent' | 'stopped' | 'below-snapshot';

/** A checkpoint on one disk: a dirty bitmap in its image. */
export interface CheckpointDisk {
  /** The disk's name on the machine, such as `vda`. */
  disk: string;
  /** The node that it tracks the writes to. */
  node: string;
  /** The bitmap's own name. */
  bitmap: string;
  /** Bytes that were written since, and that an increment would copy; nothing can be told of an inconsistent one. */
  dirty: number;
  state: BitmapState;
  /** `yes`: a job of QEMU uses it right now, and it cannot be removed. */
  inUse: 'yes' | 'no';
  /** How QEMU has the image open that the bitmap is in: from one below a snapshot, which is read only, it removes none. */
  access: 'read-only' | 'writable';
}

/** A point in time that an increment can start from. */
export interface Checkpoint {
  name: string;
  /**
   * - `domainbackup`: made together with one of our backups
   * - `another program`: a bitmap of somebody else, such as libvirt; it is shown, and left alone
   */
  madeBy: 'domainbackup' | 'another program';
  /** The run that it was made with; only of our own. */
  run?: RunId;
  /** When that run's jobs were started, or, without its record, its start began, in milliseconds since the epoch; only of our own. */
  madeAt?: number;
  /** `consistent` only if it is that on every disk. */
  state: BitmapState;
  disks: CheckpointDisk[];
}
