import type { BackupDefinition } from '../../document';
import type { CheckpointResult, DiskResult, Loss, Outcome } from '../model';
import type { RunId } from '../names/runId';
import type { RunOptions } from '../options';
import type { Locality, PlannedCheckpoint, PlannedDisk } from '../plan/backupPlan';
import type { ProcessIdentity } from './processIdentity';

/** The version of the records that this program writes. Raise it when an older program would misread a new one. */
export const RECORD_VERSION = 1;

/** How far a run has come, as its record tells: QEMU's jobs know more while it is `started`. */
type RecordState = 'preparing' | 'started' | 'ended';

/** The machine that a run backs up. */
export interface RecordedMachine {
  /** The guest's name (`-name`), where it has one. */
  name?: string;
  /** The guest's UUID (`-uuid`), where it has one. */
  uuid?: string;
  /** QEMU's version, such as `7.2.22`. */
  version: string;
  /** The monitor's address, as `--qmp` takes it. */
  socket: string;
}

/** One disk of a run: all that its plan said. */
export type RecordedDisk = PlannedDisk;

/**
 * What is known of one run, kept on disk so that it survives the program that started it, and QEMU. It holds all that
 * whoever settles the run needs, also for its manifest. Times are milliseconds since the epoch.
 */
export interface RunRecord {
  version: typeof RECORD_VERSION;
  run: RunId;
  /**
   * `ours`: the run was started with these records, and everything in them is as planned. `foreign`: another program
   * started it and left it, and it was settled here; what it was asked for is not known, so that `document` and `disks`
   * are empty, but `results` are not.
   */
  origin: 'ours' | 'foreign';
  /** The backup's name from the document, or its start in seconds since the epoch (the RFC's default). */
  name: string;
  description?: string;
  definition: BackupDefinition;
  /** The document as it was written. */
  document: string;
  machine: RecordedMachine;
  locality: Locality;
  options: RunOptions;
  /** The checkpoint that is made with the backup, and stays only if that completes. */
  checkpoint?: PlannedCheckpoint;
  disks: RecordedDisk[];
  state: RecordState;
  /** The program that started the run; absent once that has given it up, with the outcome open. */
  client?: ProcessIdentity;
  /** When the record was first written: before anything was made in QEMU. */
  preparedAt: number;
  /** When the jobs of all disks had started, the backup's point in time; absent where they never did. */
  startedAt?: number;
  endedAt?: number;
  /** Once `ended`: what became of the run. */
  outcome?: Outcome;
  /** Once `ended`, of an outcome that is unknown: why, where that is known. */
  loss?: Loss;
  /** Once `ended`: what became of each disk; none where it ended before its jobs had started. */
  results?: DiskResult[];
  /** Once `ended`: what became of the checkpoint. */
  checkpointResult?: CheckpointResult;
  /** Once `ended`: why, where it is about the whole run. */
  error?: string;
  /** When a prune removed the backup with its manifests; absent while it may be somewhere. */
  removedAt?: number;
}
