/** How a disk's backup, or a whole run, ended. `unknown`: QEMU or the connection went away before it was read. */
export type Outcome = 'completed' | 'failed' | 'cancelled' | 'unknown';

/**
 * What a disk's block job is doing, in the words that people are shown.
 * - `starting`: its target is being created, the job does not exist yet
 * - `running`: QEMU copies
 * - `paused`: someone paused the job
 * - `stopped`: QEMU itself paused the job after an I/O error, which its target or source must recover from
 * - `waiting`: copied to the end; waits for the other disks of the group
 * - `cancelling`: being aborted, on request or because another disk of the group failed
 */
export type DiskState = 'starting' | 'running' | 'paused' | 'stopped' | 'waiting' | 'cancelling' | Outcome;

/** One disk of a run, as of one moment. */
export interface DiskProgress {
  /** The disk's name, as the document or the machine calls it, such as `vda`. */
  disk: string;
  /** QEMU's job id. */
  job: string;
  /** The final path of the target. */
  target: string;
  state: DiskState;
  /** Bytes done; may stand still while QEMU skips nothing but holes. */
  current: number;
  /** Bytes in all; 0 until QEMU has told. */
  total: number;
  /** Bytes a second over the last few seconds; absent while nothing was measured yet. */
  rate?: number;
  /** Why it failed, in QEMU's words. */
  error?: string;
}

/** A run, as of one moment. */
export interface RunSnapshot {
  run: string;
  /** The backup's name from the document, or its start in seconds since the epoch (the RFC's default). */
  name: string;
  state: 'starting' | 'running' | 'cancelling' | Outcome;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Milliseconds since the epoch; absent while it runs. */
  endedAt?: number;
  disks: DiskProgress[];
}

/** What became of one disk. */
export interface DiskResult {
  disk: string;
  /** Where its backup is, or would have been. */
  target: string;
  outcome: Outcome;
  error?: string;
}

/** What became of a run. */
export interface RunResult {
  run: string;
  outcome: Outcome;
  disks: DiskResult[];
}
