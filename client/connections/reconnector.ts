import type { SocketUse } from '../discovery/unixSockets';
import type { Subscription } from '../store/emitter';
import type { JobStore } from '../store/jobStore';
import type { ConnectionNode, LookFailure } from '../store/nodes';

/** How a {@link Reconnector} gets at what it needs. */
export interface ReconnectorOptions {
  /** Looks at a machine; its state in the store tells what came of it. */
  look: (node: ConnectionNode) => Promise<void>;
  /** Whether someone looks at the view. */
  audience: () => 'watching' | 'away';
  /** How sockets stand that someone listens at, of those asked for; undefined where the system has no such list. */
  sockets: (asked: readonly string[]) => Promise<ReadonlyMap<string, SocketUse> | undefined>;
  /** Whether this window itself is the client that a socket has. */
  holds: (socket: string) => boolean;
  /** Called once when a machine is lost. */
  onLost: (node: ConnectionNode, failure: LookFailure) => void;
  /** Called once when it is there again. */
  onBack: (node: ConnectionNode) => void;
  /** Told of what `sockets` or `look` rejects with: it is tried again. */
  onError: (error: unknown) => void;
}

/** Milliseconds between two readings of the system's list of sockets, which costs QEMU nothing. */
const pulse = 2000;
/** The pause before the second try, in ms; it doubles with each try. */
const firstPause = 2000;
const longestPause = 60_000;
/** While nobody watches, this many tries are made for the sake of a backup's outcome: some five minutes. */
const triesUnwatched = 10;

interface Memory {
  /** Whether people were told that the machine is lost. */
  told: 'lost' | 'nothing';
  /** Tries since then that came to nothing. */
  tries: number;
  /** When the next try is due, in ms since the epoch. */
  due: number;
  /** Whether the system's list had the socket when the machine was connected. */
  listed: 'yes' | 'no';
}

/**
 * Notices that a machine went away, is taken, or is there again, and looks at it then. The system's list of sockets
 * tells most of that without a connection; where it does not, a machine is tried again after growing pauses. Nothing
 * is done while nobody watches, except for a machine whose backup's outcome is not known yet.
 */
export class Reconnector {
  readonly #memories = new WeakMap<ConnectionNode, Memory>();
  readonly #subscription: Subscription;
  #timer: NodeJS.Timeout | undefined;
  #life: 'on' | 'ended' = 'on';

  constructor(
    private readonly store: JobStore,
    private readonly options: ReconnectorOptions,
  ) {
    this.#subscription = store.onChange((change) => {
      if (change !== 'all' && change.kind === 'connection') this.#note(change);
      this.#schedule();
    });
  }

  dispose(): void {
    this.#life = 'ended';
    this.#subscription.dispose();
    clearTimeout(this.#timer);
  }

  #memory(node: ConnectionNode): Memory {
    const memory = this.#memories.get(node) ?? { told: 'nothing', tries: 0, due: 0, listed: 'no' };
    this.#memories.set(node, memory);
    return memory;
  }

  /** Takes note of what a look came to. */
  #note(node: ConnectionNode): void {
    const memory = this.#memory(node);
    const { state } = node;
    if (state.kind === 'unseen') return;
    if (state.kind === 'connected') {
      memory.tries = 0;
      memory.due = 0;
      if (memory.told === 'lost') this.options.onBack(node);
      memory.told = 'nothing';
      void this.#noteSocket(node, memory).catch(this.options.onError);
      return;
    }
    if (memory.told === 'lost') return;
    memory.told = 'lost';
    this.#failed(memory);
    this.options.onLost(node, state);
  }

  #failed(memory: Memory): void {
    memory.due = Date.now() + Math.min(longestPause, firstPause * 2 ** memory.tries);
    memory.tries += 1;
  }

  /** A machine may go away before the next pulse; whether the list had its socket must be known by then. */
  async #noteSocket({ connection }: ConnectionNode, memory: Memory): Promise<void> {
    const sockets = await this.options.sockets([connection.socket]);
    if (sockets?.has(connection.socket) === true) memory.listed = 'yes';
  }

  /** The machines that are of interest at the moment. */
  get #wanted(): ConnectionNode[] {
    const { connections } = this.store;
    if (this.options.audience() === 'watching') return [...connections];
    return connections.filter((node) => hasUnknownEnd(node) && this.#memory(node).tries < triesUnwatched);
  }

  #schedule(): void {
    if (this.#life === 'ended' || this.#timer !== undefined || this.#wanted.length === 0) return;
    this.#timer = setTimeout(() => void this.#beat(), pulse);
  }

  async #beat(): Promise<void> {
    try {
      await this.#lookAround();
    } catch (error) {
      this.options.onError(error);
    } finally {
      this.#schedule();
    }
  }

  async #lookAround(): Promise<void> {
    const asked = this.#wanted.map(({ connection }) => connection.socket);
    // A look may take long, and the next pulse does not wait for it.
    const sockets = await this.options.sockets(asked).finally(() => (this.#timer = undefined));
    if (this.#life === 'ended') return;
    const due = this.#wanted.filter((node) => this.#isDue(node, sockets));
    await Promise.all(due.map((node) => this.#try(node)));
  }

  /** A try that comes to what the one before came to is no change of the store. */
  async #try(node: ConnectionNode): Promise<void> {
    const memory = this.#memory(node);
    const { tries } = memory;
    await this.options.look(node);
    if (node.state.kind !== 'connected' && memory.tries === tries) this.#failed(memory);
  }

  #isDue(node: ConnectionNode, sockets: ReadonlyMap<string, SocketUse> | undefined): boolean {
    const { socket } = node.connection;
    const memory = this.#memory(node);
    const use = sockets?.get(socket);
    const byOthers = use === 'in-use' && !this.options.holds(socket);
    switch (node.state.kind) {
      case 'unseen':
        return false;
      case 'connected': {
        const isLost = memory.listed === 'yes' && use === undefined;
        memory.listed = use === undefined ? 'no' : 'yes';
        return isLost || byOthers;
      }
      case 'busy':
        // A try while it is in use would only come to the same.
        return use === 'free' || (!byOthers && Date.now() >= memory.due);
      case 'missing':
      case 'refused':
        return use !== undefined || Date.now() >= memory.due;
      case 'denied':
      case 'failed':
        return Date.now() >= memory.due;
    }
  }
}

/** A backup whose connection was lost: QEMU, once it answers, tells how it ended. */
function hasUnknownEnd({ runs }: ConnectionNode): boolean {
  return runs.some(({ snapshot }) => snapshot.state === 'unknown');
}
