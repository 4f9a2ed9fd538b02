import type { DiskProgress, RunSnapshot } from '../../engine';
import type { Connection } from '../connections/connectionSetting';
import { Emitter } from './emitter';

/** What is known of a machine, besides its runs. */
export interface MachineSummary {
  /** The guest's name; absent where QEMU was given none. */
  name?: string;
  /** QEMU's version, such as `7.2.22`. */
  version: string;
  /** Its drives with a medium. */
  drives: MachineDrive[];
  /** The names of their persistent dirty bitmaps, which checkpoints are made of. */
  bitmaps: string[];
}

/** A disk of a machine, as a document may name it. */
export interface MachineDrive {
  name: string;
  /** Virtual size in bytes. */
  size: number;
  format?: string;
  /** The path of its image, where it has one. */
  source?: string;
}

/**
 * How a connection stood at the last look.
 * - `unseen`: never looked at
 * - `connected`: QEMU answered
 * - `busy`: another program holds the monitor socket
 * - `missing`: there is no such socket
 * - `refused`: nothing listens: the machine is not running
 * - `failed`: anything else; `message` says what
 */
export type ConnectionState =
  | { kind: 'unseen' }
  | { kind: 'connected'; machine: MachineSummary }
  | { kind: 'busy' | 'missing' | 'refused' | 'failed'; message: string };

/** A configured machine. The object stays the same for as long as its name and socket do. */
export interface ConnectionNode {
  readonly kind: 'connection';
  readonly connection: Connection;
  state: ConnectionState;
  runs: RunNode[];
}

/** A backup of a machine. */
export interface RunNode {
  readonly kind: 'run';
  readonly parent: ConnectionNode;
  /** `here`: this window started it and follows it, or took its outcome; `elsewhere`: QEMU's jobs told of it at a look. */
  readonly origin: 'here' | 'elsewhere';
  snapshot: RunSnapshot;
  disks: DiskNode[];
}

/** A disk of a backup. */
export interface DiskNode {
  readonly kind: 'disk';
  readonly parent: RunNode;
  progress: DiskProgress;
}

export type StoreNode = ConnectionNode | RunNode | DiskNode;

/** The part that changed, with everything below it; `all`: the list of connections itself. */
export type StoreChange = 'all' | ConnectionNode | RunNode;

/** A run that QEMU still works on. */
export function isGoing({ snapshot }: RunNode): boolean {
  return snapshot.state === 'starting' || snapshot.state === 'running' || snapshot.state === 'cancelling';
}

function isSame(a: Connection, b: Connection): boolean {
  return a.name === b.name && a.socket === b.socket;
}

/** The connections, their backups and their disks, as they were last seen. Does no I/O. */
export class JobStore {
  #connections: ConnectionNode[] = [];
  readonly #changes = new Emitter<StoreChange>();
  readonly onChange = this.#changes.event;

  get connections(): readonly ConnectionNode[] {
    return this.#connections;
  }

  /** Every run that is going, of all connections. */
  get going(): RunNode[] {
    return this.#connections.flatMap(({ runs }) => runs.filter(isGoing));
  }

  /** Takes over a new list of connections. One whose backup this window follows stays until that has ended. */
  setConnections(connections: readonly Connection[]): void {
    const before = this.#connections;
    const kept = before.filter((node) => node.runs.some((run) => run.origin === 'here' && isGoing(run)));
    const configured = connections.map(
      (connection): ConnectionNode =>
        before.find((node) => isSame(node.connection, connection)) ?? {
          kind: 'connection',
          connection,
          state: { kind: 'unseen' },
          runs: [],
        },
    );
    this.#connections = [...configured, ...kept.filter((node) => !configured.includes(node))];
    this.#changes.fire('all');
  }

  /** Takes over what a look at a machine showed: how it stands, and which runs its jobs tell of. */
  seen(node: ConnectionNode, state: ConnectionState, found: readonly RunSnapshot[]): void {
    // The setting may have changed while the machine was looked at.
    if (!this.#connections.includes(node)) return;
    const here = node.runs.filter(
      // What was followed to its end is known best here, except where the connection was lost before that.
      (run) =>
        run.origin === 'here' &&
        (run.snapshot.state !== 'unknown' || !found.some((snapshot) => snapshot.run === run.snapshot.run)),
    );
    const elsewhere = found
      .filter((snapshot) => !here.some((run) => run.snapshot.run === snapshot.run))
      .map((snapshot) => {
        const known = node.runs.find(
          (run) => run.origin === 'elsewhere' && run.snapshot.run === snapshot.run,
        );
        return known === undefined ? newRun(node, 'elsewhere', snapshot) : updated(known, snapshot);
      });
    node.state = state;
    node.runs = [...here, ...elsewhere].toSorted((a, b) => b.snapshot.startedAt - a.snapshot.startedAt);
    this.#changes.fire(node);
  }

  /** Adds a run that this window has started, or whose outcome it has taken. */
  addRun(node: ConnectionNode, snapshot: RunSnapshot): RunNode {
    const run = newRun(node, 'here', snapshot);
    // A look during the start may have found it among QEMU's jobs already.
    node.runs = [run, ...node.runs.filter((other) => other.snapshot.run !== snapshot.run)];
    this.#changes.fire(node);
    return run;
  }

  /** Takes over a run's newest state. */
  runChanged(run: RunNode, snapshot: RunSnapshot): void {
    updated(run, snapshot);
    this.#changes.fire(run);
  }
}

function newRun(parent: ConnectionNode, origin: RunNode['origin'], snapshot: RunSnapshot): RunNode {
  return updated({ kind: 'run', parent, origin, snapshot, disks: [] }, snapshot);
}

/** The same objects stand for the same disks, so that a view can tell which of its rows changed. */
function updated(run: RunNode, snapshot: RunSnapshot): RunNode {
  run.disks = snapshot.disks.map((progress) => {
    const known = run.disks.find((node) => node.progress.disk === progress.disk);
    if (known === undefined) return { kind: 'disk', parent: run, progress };
    known.progress = progress;
    return known;
  });
  run.snapshot = snapshot;
  return run;
}
