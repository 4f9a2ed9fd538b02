import { isDeepStrictEqual } from 'node:util';
import type { RunSnapshot } from '../../engine';
import type { Connection } from '../connections/connectionSetting';
import { Emitter } from './emitter';
import { HistoryStore } from './historyStore';
import { isKnown } from './isKnown';
import { lost } from './lostRun';
import {
  isGoing,
  type ConnectionNode,
  type LookFailure,
  type MachineSummary,
  type RunNode,
  type StoreChange,
} from './nodes';
import type { PastRun } from '../history/pastRun';
import type { Verdicts } from './verdicts';
import type { RunFacts } from './runFacts';
import type { RunRequest } from './runRequest';
import { newRun, updated } from './runRow';

function isSame(a: Connection, b: Connection): boolean {
  return a.name === b.name && a.socket === b.socket && a.guestAgent === b.guestAgent;
}

/** The connections, their backups and their disks, as they were last seen. Does no I/O. */
export class JobStore {
  #connections: ConnectionNode[] = [];
  readonly #claimed = new Set<string>();
  readonly history = new HistoryStore(this);
  readonly #changes = new Emitter<StoreChange>();
  readonly onChange = this.#changes.event;

  get connections(): readonly ConnectionNode[] {
    return this.#connections;
  }

  /** Takes note of what a look at the files of past backups has found. @param note is given the moment, in ms since the epoch */
  found(note: (verdicts: Verdicts, at: number) => void): void {
    note(this.history.verdicts, Date.now());
    this.history.outdate();
    this.#tell('all');
  }

  /** Every run that is going, of all connections. */
  get going(): RunNode[] {
    return this.#connections.flatMap(({ runs }) => runs.filter(isGoing));
  }

  /** Takes over what was read of past backups. @param pasts the newest first */
  setHistory(pasts: readonly PastRun[]): void {
    const isRead = ({ snapshot }: RunNode): boolean => this.history.has(snapshot.run);
    const isShown = ({ snapshot }: RunNode): boolean => this.history.find(snapshot.run) !== undefined;
    const before = new Set(this.#connections.flatMap(({ runs }) => runs.filter(isShown)));
    this.history.set(pasts);
    // What was pruned, its own row does not tell of either.
    for (const node of this.#connections)
      node.runs = node.runs.filter((run) => isGoing(run) || isRead(run) || !before.has(run));
    // What a connection was kept for has ended, and is found in History from now on.
    this.#connections = this.#connections.filter(
      ({ listing, runs }) => listing === 'configured' || runs.some((run) => isGoing(run) || !isRead(run)),
    );
    this.#tell('all');
  }

  /** A run that is shown, by its id. */
  findRun(id: string): RunNode | undefined {
    for (const { runs } of this.#connections) {
      const found = runs.find(({ snapshot }) => snapshot.run === id);
      if (found !== undefined) return found;
    }
    return undefined;
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
          listing: 'configured',
          state: { kind: 'unseen' },
          runs: [],
        },
    );
    const others = kept.filter((node) => !configured.includes(node));
    for (const node of configured) node.listing = 'configured';
    for (const node of others) node.listing = 'kept';
    this.#connections = [...configured, ...others];
    this.#tell('all');
  }

  /**
   * Makes a run the business of someone in this window, who adds it or takes its outcome. A look adds no row for it
   * then, and nobody else settles it; a row that is there already is kept up to date.
   */
  claim(run: string): void {
    this.#claimed.add(run);
  }

  /** Ends a claim: what QEMU tells of the run counts again. */
  release(run: string): void {
    this.#claimed.delete(run);
  }

  isClaimed(run: string): boolean {
    return this.#claimed.has(run);
  }

  /** Takes over what a look at a machine showed: the machine itself, and which runs its jobs tell of. */
  seen(node: ConnectionNode, machine: MachineSummary, found: readonly RunSnapshot[]): void {
    // The setting may have changed while the machine was looked at.
    if (!this.#connections.includes(node)) return;
    if (isKnown(node, machine, found)) return;
    const here = node.runs.filter(
      // What was followed to its end is known best here, except where the connection was lost before that.
      (run) =>
        run.origin === 'here' &&
        (run.snapshot.state !== 'unknown' || !found.some((snapshot) => snapshot.run === run.snapshot.run)),
    );
    const elsewhere = found
      .filter((snapshot) => !here.some((run) => run.snapshot.run === snapshot.run))
      .flatMap((snapshot) => {
        const known = node.runs.find(
          (run) => run.origin === 'elsewhere' && run.snapshot.run === snapshot.run,
        );
        if (known !== undefined) return [updated(known, snapshot)];
        return this.isClaimed(snapshot.run) ? [] : [newRun(node, 'elsewhere', snapshot)];
      });
    for (const run of here) {
      const { snapshot } = run;
      // Where only the connection was lost, QEMU would have told of it.
      if (snapshot.loss === 'gone') updated(run, { ...snapshot, loss: 'anew' });
    }
    node.state = { kind: 'connected', machine };
    node.seen = machine;
    node.runs = [...here, ...elsewhere].toSorted((a, b) => b.snapshot.startedAt - a.snapshot.startedAt);
    this.#tell(node);
  }

  /**
   * Takes over that a look at a machine failed. Its runs stay as they were last seen, until a look succeeds; but
   * where QEMU has gone, nobody can tell any more how those ended whose outcome nobody has taken.
   */
  notSeen(node: ConnectionNode, failure: LookFailure): void {
    if (!this.#connections.includes(node) || isDeepStrictEqual(node.state, failure)) return;
    node.state = failure;
    if (failure.kind === 'missing' || failure.kind === 'refused') {
      for (const run of node.runs) if (run.origin === 'elsewhere') updated(run, lost(run.snapshot));
    }
    this.#tell(node);
  }

  /** Adds a run that this window has started, or whose outcome it has taken. */
  addRun(node: ConnectionNode, snapshot: RunSnapshot, facts?: RunFacts): RunNode {
    const run = newRun(node, 'here', snapshot, facts);
    // A look during the start may have found it among QEMU's jobs already. What has ended makes room, and is found in
    // History from then on.
    const stays = (other: RunNode): boolean => isGoing(other) || !this.history.has(other.snapshot.run);
    node.runs = [run, ...node.runs.filter((other) => other.snapshot.run !== snapshot.run && stays(other))];
    this.#tell(node);
    return run;
  }

  /** Takes over by which one name the socket of each connection is known. @param names by the sockets of the setting */
  setSocketNames(names: ReadonlyMap<string, string>): void {
    let changed = 0;
    for (const node of this.#connections) {
      const { socket } = node.connection;
      const name = names.get(socket) ?? socket;
      if (name === (node.realSocket ?? socket)) continue;
      node.realSocket = name;
      changed += 1;
    }
    // Past backups may be of another one's machine than before.
    if (changed > 0) this.#tell('all');
  }

  /** Takes over which checkpoints of a machine have lost their backup. */
  setLostBackups(node: ConnectionNode, found: ReadonlyMap<string, string>): void {
    if (isDeepStrictEqual(node.lostBackups ?? new Map(), found)) return;
    node.lostBackups = found;
    this.#tell(node);
  }

  /** Takes note of what somebody asks of a run, before QEMU is; it is forgotten once a snapshot shows it. */
  ask(run: RunNode, request: RunRequest): void {
    run.asked = request;
    run.answer = 'awaited';
    this.#tell(run);
  }

  /** QEMU has answered a request: from now on its looks show what came of it. */
  answered(run: RunNode, request: RunRequest): void {
    if (run.asked === request) run.answer = 'given';
  }

  /** A request came to nothing. */
  forgetRequest(run: RunNode, request: RunRequest): void {
    if (run.asked !== request) return;
    run.asked = undefined;
    this.#tell(run);
  }

  /** Takes over a run's newest state. */
  runChanged(run: RunNode, snapshot: RunSnapshot): void {
    updated(run, snapshot);
    this.#tell(run);
  }

  #tell(change: StoreChange): void {
    // What a run does changes nothing about which are past: once it has ended, all are read anew.
    if (change === 'all' || change.kind === 'connection') this.history.outdate();
    this.#changes.fire(change);
  }
}
