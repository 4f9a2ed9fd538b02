import type { Checkpoint, DiskProgress, QmpConnectError, RunSnapshot } from '../../engine';
import type { Connection } from '../connections/connectionSetting';
import type { Exposure } from '../connections/exposure';
import type { CheckpointNode, CheckpointsNode } from './checkpointNodes';
import type { HistoryRow } from './historyNodes';
import type { RunFacts } from './runFacts';
import type { RunRequest } from './runRequest';

/** What is known of a machine, besides its runs. */
export interface MachineSummary {
  /** The guest's name; absent where QEMU was given none. */
  name?: string;
  /** QEMU's version, such as `7.2.22`. */
  version: string;
  /** The guest's UUID; absent where QEMU was given none. */
  uuid?: string;
  /** Its drives with a medium. */
  drives: MachineDrive[];
  /** The points in time that increments can start from. */
  checkpoints: Checkpoint[];
  /** Who else can reach its monitor; absent where that is nobody. */
  exposure?: Exposure;
}

/** A disk of a machine, as a document may name it. */
export interface MachineDrive {
  name: string;
  /** Virtual size in bytes. */
  size: number;
  format?: string;
  /** The path of its image, where it has one. */
  source?: string;
  access: 'read-only' | 'writable';
}

/**
 * Why a look at a machine failed.
 * - `busy`: another program holds the monitor socket
 * - `missing`: there is no such socket
 * - `refused`: nothing listens: the machine is not running
 * - `denied`: this user may not open the socket
 * - `failed`: anything else; `reason` says what in a word, where there is one, and `message` in a sentence
 */
export interface LookFailure {
  kind: 'busy' | 'missing' | 'refused' | 'denied' | 'failed';
  reason?: Extract<QmpConnectError['reason'], 'no-socket' | 'not-qmp' | 'closed' | 'timeout'>;
  message: string;
  /** The name of the backup for whose sake another of our programs holds the socket; only of `busy`. */
  holder?: string;
}

/**
 * How a connection stood at the last look.
 * - `unseen`: never looked at
 * - `connected`: QEMU answered
 */
export type ConnectionState =
  { kind: 'unseen' } | { kind: 'connected'; machine: MachineSummary } | LookFailure;

/** A configured machine. The object stays the same for as long as its name and socket do. */
export interface ConnectionNode {
  readonly kind: 'connection';
  readonly connection: Connection;
  /** `kept`: it is not in the settings any more, and stays for the sake of a backup that this window follows. */
  listing: 'configured' | 'kept';
  state: ConnectionState;
  /** The one name of its socket, without symbolic links; absent where the socket is called so, or nobody has looked yet. */
  realSocket?: string;
  /** What the machine was when it was last seen, which its past backups are known by; absent where it never was. */
  seen?: Pick<MachineSummary, 'name' | 'uuid'>;
  runs: RunNode[];
  /** Why the backups of some checkpoints cannot be built on any more, in a sentence, by the run. */
  lostBackups?: ReadonlyMap<string, string>;
}

/** A backup of a machine. */
export interface RunNode {
  readonly kind: 'run';
  readonly parent: ConnectionNode;
  /** `here`: this window started it and follows it, or took its outcome; `elsewhere`: QEMU's jobs told of it at a look. */
  readonly origin: 'here' | 'elsewhere';
  /** What it was started with, where that is known. */
  readonly facts?: RunFacts;
  snapshot: RunSnapshot;
  /** What was asked of it and is not seen yet; absent where there is nothing. */
  asked?: RunRequest | undefined;
  /** Whether QEMU has answered it; it may be done a while later. */
  answer?: 'awaited' | 'given';
  disks: DiskNode[];
}

/** A disk of a backup. */
export interface DiskNode {
  readonly kind: 'disk';
  readonly parent: RunNode;
  progress: DiskProgress;
}

export type StoreNode = ConnectionNode | RunNode | DiskNode | CheckpointsNode | CheckpointNode | HistoryRow;

/** The part that changed, with everything below it; `all`: the list of connections itself, or History. */
export type StoreChange = 'all' | ConnectionNode | RunNode;

/** A run that QEMU still works on. */
export function isGoing({ snapshot }: RunNode): boolean {
  return ['starting', 'running', 'paused', 'cancelling'].includes(snapshot.state);
}
