/** How a disk's backup, or a whole run, ended. `unknown`: QEMU or the connection went away before it was read. */
export type Outcome = 'completed' | 'failed' | 'cancelled' | 'unknown';

/**
 * Why nobody knows how a run ended.
 * - `gone`: QEMU, or the connection to it, went away
 * - `anew`: a QEMU answers in its place that knows nothing of the run
 * - `dismissed`: another program dismissed the run's jobs, and nobody was told how they had ended
 */
export type Loss = 'gone' | 'anew' | 'dismissed';

/**
 * What a disk's block job is doing, in the words that people are shown.
 * - `starting`: its target is being created, the job does not exist yet
 * - `running`: QEMU copies
 * - `throttled`: QEMU copies as fast as the user's limit lets it
 * - `pausing`: someone paused the job, and QEMU finishes first what it has under way, up to 64 MiB
 * - `paused`: someone paused the job
 * - `out-of-space`: QEMU stopped the job because the target's file system is full
 * - `io-error`: QEMU stopped the job after another error of its source or target
 * - `stalled`: it should be copying, and no byte has moved for `stallTimeout`
 * - `waiting`: copied to the end; waits for the other disks of the group
 * - `cancelling`: being aborted, on request or because another disk of the group failed
 */
export type DiskState =
  | 'starting'
  | 'running'
  | 'throttled'
  | 'pausing'
  | 'paused'
  | 'out-of-space'
  | 'io-error'
  | 'stalled'
  | 'waiting'
  | 'cancelling'
  | Outcome;

/** One disk of a run, as of one moment. */
export interface DiskProgress {
  /** The disk's name, as the document or the machine calls it, such as `vda`. */
  disk: string;
  /** QEMU's job id. */
  job: string;
  /** The final path of the target. */
  target: string;
  state: DiskState;
  /** When this state began, in milliseconds since the epoch; absent where nobody watched it begin. */
  since?: number;
  /** Bytes done; may stand still while QEMU skips nothing but holes. */
  current: number;
  /** Bytes in all; 0 until QEMU has told. */
  total: number;
  /**
   * Bytes a second over the last few seconds, of a qcow2 target without the holes, which QEMU skips; absent while
   * nothing was measured yet, or nothing is to move.
   */
  rate?: number;
  /** Seconds until it is done, by the data that is left; absent while nobody can tell how much of the rest is holes. */
  timeLeft?: number;
  /** The user's limit, in bytes a second; absent where there is none, or it is lifted for the sake of the guest. */
  speedLimit?: number;
  /** Which side an I/O error was on, that stopped it or made it fail; absent where QEMU told somebody else. */
  side?: 'source' | 'target';
  /** Bytes free on the target's file system, while the disk is `out-of-space`; absent where it cannot be seen. */
  freeSpace?: number;
  /** Why it failed, in QEMU's words; once its run has ended, those of its {@link DiskResult}. */
  error?: string;
  /** The partial file that stays, as in its {@link DiskResult}. */
  remains?: string;
}

/**
 * Whether QEMU answers, or did when the run ended; `since` when it does not, in milliseconds since the epoch.
 * `session: 'lost'`: there is no connection, and nobody knows whether QEMU is still there; it is looked for.
 */
export type Contact = { kind: 'answering' } | { kind: 'silent'; since: number; session?: 'lost' };

/** A run, as of one moment. */
export interface RunSnapshot {
  run: string;
  /** `foreign`: another program started it, and there is no record of it here. Absent where nobody asked. */
  origin?: 'recorded' | 'foreign';
  /** The backup's name from the document, or its start in seconds since the epoch (the RFC's default). */
  name: string;
  /** `paused`: every disk that is still to be copied was paused by someone. */
  state: 'starting' | 'running' | 'paused' | 'cancelling' | Outcome;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Milliseconds since the epoch; absent while it runs. */
  endedAt?: number;
  /** Bytes done, of all disks. */
  current: number;
  /** Bytes in all, of all disks. */
  total: number;
  /** Bytes a second, of all disks; absent while nothing was measured yet, or nothing is to move. */
  rate?: number;
  /** Seconds until the last disk is done; absent where that cannot be told. */
  timeLeft?: number;
  /** What it shows is as of the last answer. */
  contact: Contact;
  /** Of a run whose outcome is unknown: why, where that is known. */
  loss?: Loss;
  /**
   * `paused`: QEMU has paused the machine, since a write of its guest to one of these disks failed. Before such a
   * write, what it replaces is copied to the target, so a full target is enough. It stays paused after the run has
   * failed, until somebody lets it go on. Absent while nothing of the kind is so.
   */
  guest?: 'paused';
  disks: DiskProgress[];
}

/** What became of one disk. */
export interface DiskResult {
  disk: string;
  /** Where its backup is, or would have been. */
  target: string;
  outcome: Outcome;
  /** Bytes that QEMU copied; absent where nobody was told. */
  copied?: number;
  /** Which side it failed on; absent where it did not fail, or QEMU told somebody else. */
  side?: 'source' | 'target';
  error?: string;
  /**
   * The file that stays, as QEMU's host calls it: of a run whose outcome is unknown, where nobody can tell whether it is
   * whole, and of one that has not completed, where it was to be kept, could not be removed, or has had its final name from
   * the start.
   */
  remains?: string;
}

/**
 * What became of the checkpoint that a run was to make.
 * - `made`: later increments can start from it
 * - `not made`: the run did not complete, or QEMU refused to keep it; a backup that did complete is good all the same
 */
export interface CheckpointResult {
  name: string;
  state: 'made' | 'not made';
  error?: string;
}

/** What became of a run. */
export interface RunResult {
  run: string;
  outcome: Outcome;
  /** Of an outcome that is unknown: why, where that is known. */
  loss?: Loss;
  disks: DiskResult[];
  /** Absent where none was asked for, or nobody can tell. */
  checkpoint?: CheckpointResult;
  /** It is not on record: QEMU keeps it for whoever comes next, such as whoever may name or remove its files. */
  unsettled?: true;
  /** What went wrong beside the backup, such as that its end could not be recorded; absent where nothing did. */
  notices?: string[];
}
