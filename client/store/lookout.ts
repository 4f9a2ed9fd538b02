import {
  errorText,
  listCheckpoints,
  listRuns,
  QmpConnectError,
  readMachine,
  type QmpClient,
  type RunRecords,
  type RunSnapshot,
} from '../../engine';
import type { Audience } from './audience';
import { Emitter, type Subscription } from './emitter';
import type { JobStore } from './jobStore';
import { isGoing, type ConnectionNode, type LookFailure, type MachineSummary } from './nodes';

/** What one look at a machine showed. */
export interface Sighting {
  machine: MachineSummary;
  runs: RunSnapshot[];
}

/** Asks a machine for its name and disks, and its jobs for the backups they belong to. */
export async function lookAt(client: QmpClient, signal: AbortSignal, records: RunRecords): Promise<Sighting> {
  const [{ name, uuid, version, drives }, runs, checkpoints] = await Promise.all([
    readMachine(client, { signal }),
    listRuns(client, records, { signal }),
    listCheckpoints(client, { signal, records }),
  ]);
  const present = drives.filter((drive) => drive.node !== undefined);
  const machine: MachineSummary = {
    ...(name !== undefined && { name }),
    ...(uuid !== undefined && { uuid }),
    version,
    checkpoints,
    drives: present.map(({ label, size, format, path, access }) => ({
      name: label,
      size,
      access,
      ...(format !== undefined && { format }),
      ...(path !== undefined && { source: path }),
    })),
  };
  return { machine, runs };
}

function failure(error: unknown): LookFailure {
  const message = errorText(error);
  if (!(error instanceof QmpConnectError)) return { kind: 'failed', message };
  switch (error.reason) {
    case 'busy':
    case 'missing':
    case 'refused':
    case 'denied':
      return { kind: error.reason, message };
    case 'no-socket':
    case 'not-qmp':
    case 'closed':
    case 'timeout':
      return { kind: 'failed', reason: error.reason, message };
    case 'unreachable':
      return { kind: 'failed', message };
  }
}

/** How a {@link Lookout} gets at what it needs. */
export interface LookoutOptions {
  /** Connects to a monitor socket, looks, and leaves it. */
  look: (socket: string) => Promise<Sighting>;
  /** The name of the backup for whose sake another window, or the command line, holds a socket. Never rejects. */
  holderOf: (socket: string) => Promise<string | undefined>;
  /** The pause between two looks at a machine whose backup another program started, in ms. */
  interval: number;
  /** The pause between two looks at a machine on which none is known, in ms: another program may have started one. */
  idleInterval: number;
}

function hasForeignRun({ runs }: ConnectionNode): boolean {
  return runs.some((run) => run.origin === 'elsewhere' && isGoing(run));
}

/** Whether another program may have started a backup; one that cannot be reached is tried again elsewhere. */
function isIdle({ state, runs }: ConnectionNode): boolean {
  return state.kind === 'connected' && !runs.some(isGoing);
}

/**
 * Decides when machines are looked at. Each look takes the monitor socket from other programs for a moment, so nothing is
 * polled while nobody watches, and else seldom, except a machine with a backup of another program's (or an earlier
 * window's).
 */
export class Lookout {
  readonly #looks = new Map<ConnectionNode, Promise<void>>();
  /** Each waits for the one that is under way. */
  readonly #nextLooks = new Map<ConnectionNode, Promise<void>>();
  readonly #subscription: Subscription;
  #audience: Audience = 'away';
  /** By their pauses. */
  readonly #timers = new Map<number, NodeJS.Timeout>();
  readonly #looked = new Emitter<ConnectionNode>();
  /** Told after each look, also where it showed nothing new, once the store has what it showed. */
  readonly onLooked = this.#looked.event;

  constructor(
    private readonly store: JobStore,
    private readonly options: LookoutOptions,
  ) {
    this.#subscription = store.onChange((change) => {
      this.#schedule();
      if (change === 'all' && this.#audience === 'watching') void this.refreshUnseen();
    });
  }

  /** Whether someone looks at the view. */
  get audience(): Audience {
    return this.#audience;
  }

  /** Someone began, or ceased, to look at the view; that somebody still does is no news. */
  async setAudience(audience: Audience): Promise<void> {
    if (audience === this.#audience) return;
    this.#audience = audience;
    this.#schedule();
    if (audience === 'watching') await this.refresh();
  }

  /** Looks at every connection, also while nobody watches. Never rejects: each connection's state tells. */
  async refresh(): Promise<void> {
    await Promise.all(this.store.connections.map((node) => this.refreshOne(node)));
  }

  /** Looks at the connections that have not been looked at yet. Never rejects. */
  async refreshUnseen(): Promise<void> {
    const unseen = this.store.connections.filter(({ state }) => state.kind === 'unseen');
    await Promise.all(unseen.map((node) => this.#join(node)));
  }

  /** Looks at one connection anew: a look that is under way may have seen what was before. */
  async refreshOne(node: ConnectionNode): Promise<void> {
    const underWay = this.#looks.get(node);
    if (underWay === undefined) return this.#begin(node);
    const next =
      this.#nextLooks.get(node) ??
      underWay.then(async () => {
        this.#nextLooks.delete(node);
        await this.#join(node);
      });
    this.#nextLooks.set(node, next);
    await next;
  }

  /** Takes over that a connection failed which was made for something else than a look; the socket's holder is found. */
  async failed(node: ConnectionNode, error: QmpConnectError): Promise<LookFailure> {
    const failed = await this.#failure(node, error);
    this.store.notSeen(node, failed);
    return failed;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#audience = 'away';
    this.#schedule();
  }

  /** The look that is under way, or else a new one. */
  #join(node: ConnectionNode): Promise<void> {
    return this.#looks.get(node) ?? this.#begin(node);
  }

  #begin(node: ConnectionNode): Promise<void> {
    const look = this.#look(node);
    this.#looks.set(node, look);
    return look;
  }

  async #look(node: ConnectionNode): Promise<void> {
    try {
      const { machine, runs } = await this.options.look(node.connection.socket);
      this.store.seen(node, machine, runs);
    } catch (error) {
      this.store.notSeen(node, await this.#failure(node, error));
    } finally {
      this.#looks.delete(node);
      // A look that showed nothing new is no change of the store.
      this.#schedule();
      this.#looked.fire(node);
    }
  }

  async #failure({ connection }: ConnectionNode, error: unknown): Promise<LookFailure> {
    const failed = failure(error);
    const holder = failed.kind === 'busy' ? await this.options.holderOf(connection.socket) : undefined;
    return holder === undefined ? failed : { ...failed, holder };
  }

  #schedule(): void {
    this.#lookEvery(this.options.interval, hasForeignRun);
    this.#lookEvery(this.options.idleInterval, isIdle);
  }

  #lookEvery(pause: number, isWanted: (node: ConnectionNode) => boolean): void {
    const due = (): ConnectionNode[] =>
      this.#audience === 'away'
        ? []
        : this.store.connections.filter((node) => isWanted(node) && !this.#looks.has(node));
    if (due().length === 0) {
      clearTimeout(this.#timers.get(pause));
      this.#timers.delete(pause);
      return;
    }
    if (this.#timers.has(pause)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(pause);
      // The end of each look schedules the next.
      for (const node of due()) void this.refreshOne(node);
    }, pause);
    this.#timers.set(pause, timer);
  }
}
