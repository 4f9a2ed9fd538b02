import type { BackupDefinition } from '../../document';
import type { PlanFinding } from '../errors';
import type { Machine } from '../machine/machine';
import type { RunOptions } from '../options';
import type { RunId } from '../names/runId';

/**
 * Whether QEMU's file names can be looked up here. `local` is right for unix sockets, `remote` for TCP: then
 * nothing can be said about the targets in advance, nor can they be renamed or removed, and QEMU is asked at the
 * start whether they exist.
 */
export type Locality = 'local' | 'remote';

/** Where a planned disk's backup goes. */
export interface PlannedTarget {
  type: 'file' | 'block';
  /** The absolute path that the document asked for, or that was made up beside the source. */
  path: string;
  format: 'qcow2' | 'raw';
  /**
   * The path that QEMU writes to. Where this program can rename files, a file is written under another name and
   * gets its final one when the whole group has completed; otherwise this is the path itself.
   */
  writtenTo: string;
}

/**
 * What is copied of a disk.
 * - `full`: everything
 * - `since`: what was written since a checkpoint, as its dirty bitmap on this disk tells. The target is of use only on
 *   top of the same disk's target of `run`, the run that made the checkpoint.
 */
export type Copy = { kind: 'full' } | { kind: 'since'; checkpoint: string; bitmap: string; run: RunId };

/** The checkpoint that is made together with a backup, for later increments to start from. */
export interface PlannedCheckpoint {
  name: string;
  description?: string;
  /** Its dirty bitmap on each disk that takes part. */
  bitmaps: PlannedBitmap[];
}

/** A dirty bitmap that is to be made. */
export interface PlannedBitmap {
  /** The disk's name, as in its {@link PlannedDisk}. */
  disk: string;
  /** The node that it tracks the writes to. */
  node: string;
  /** Its own name. It stays only if the whole run completes. */
  name: string;
}

/** One disk of a plan: everything that starting its job needs. */
export interface PlannedDisk {
  /** The disk's name, as the document or the machine calls it. */
  disk: string;
  /** Its place in the run, from 0; job and node names carry it. */
  index: number;
  /** The node that QEMU reads from. */
  node: string;
  /** The path of its image, where it has one. */
  source?: string;
  /** Virtual size in bytes. */
  size: number;
  /** The id of its future block job. */
  job: string;
  copy: Copy;
  /**
   * Bytes that are likely to be copied, holes left out, as of the plan: those of the disk's images, or what was written
   * since the checkpoint. Absent in a record of an earlier version.
   */
  data?: number;
  target: PlannedTarget;
}

/** A backup that passed every check and can be started. Making one touches nothing. */
export interface BackupPlan {
  run: RunId;
  /** What targets that were made up have behind their sources' names, in seconds since the epoch. */
  suffix: number;
  /** What was asked for. */
  definition: BackupDefinition;
  description?: string;
  machine: Pick<Machine, 'name' | 'uuid' | 'version'>;
  locality: Locality;
  /** How it is to run. */
  options: RunOptions;
  disks: PlannedDisk[];
  /** What people should know before they start it, and what could not be checked and is left to QEMU. */
  warnings: readonly PlanFinding[];
  /** Absent: no checkpoint is made. */
  checkpoint?: PlannedCheckpoint;
}
