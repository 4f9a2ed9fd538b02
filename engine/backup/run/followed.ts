import type { TrackedDisk } from '../jobs/diskTrack';
import type { RunId } from '../names/runId';
import type { RunOptions } from '../options';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import type { Remains } from '../targets/remains';
import type { Reconnect } from './monitorLink';

/** A run whose jobs exist, with all that following it to its end needs. */
export interface Followed {
  run: RunId;
  name: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  disks: readonly TrackedDisk[];
  remains: Remains;
  /**
   * Whether QEMU had paused the machine, because an access of its guest failed, before the run began; `free` unless
   * given.
   */
  guestBefore?: 'held' | 'free';
  options: Pick<RunOptions, 'stallTimeout' | 'pollInterval' | 'onError'>;
  /** `us`: cleared up here, at once; `maybe another`: whoever started it is given a moment to do that. */
  owner: 'us' | 'maybe another';
  records: RunRecords;
  /** The record to begin with at the end of a run that has none. */
  otherwise?: RunRecord;
  /** What went wrong so far beside the backup. */
  notices: readonly string[];
  /** How another session is made when one is lost; one of the engine's own unless given. */
  reconnect?: Reconnect;
}
