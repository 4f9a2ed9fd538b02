import { setTimeout as delay } from 'node:timers/promises';
import { parseQmpAddress, QmpClient, QmpConnectError, realSocket } from '../../engine';
import { leaveOnAbort } from './leaveOnAbort';
import { awaitFree } from './awaitFree';

/** How long another program may keep a monitor before it counts as in use, in ms. */
const patienceForOthers = 2000;

interface Entry {
  readonly client: Promise<QmpClient>;
  users: number;
}

/**
 * One QMP session for each monitor socket, shared by everyone in this window who needs it at the moment, whichever
 * path to the socket they go by.
 *
 * QEMU serves one client at a time on a monitor socket. A look at a machine while this window's own backup runs
 * there must therefore go through the backup's session, and the session ends with its last user, so that other
 * programs get their turn.
 */
export class SharedClients {
  /** By the one name of the socket. */
  readonly #entries = new Map<string, Entry>();
  /** The one name of each socket that was used, by its address. */
  readonly #names = new Map<string, string>();
  /** Sessions that are being closed: QEMU takes the next client only after the one before has left. */
  readonly #closing = new Map<string, Promise<void>>();
  /** What no monitor listens at. Such a program may keep the connections that we have left, which then look like others'. */
  readonly #noMonitors = new Set<string>();
  readonly #uses = new Set<Promise<unknown>>();
  readonly #disposal = new AbortController();

  /** @param patience how long the users have to take back what they began when the window closes, in ms */
  constructor(private readonly patience: number) {}

  /** Aborted when the window closes. */
  get signal(): AbortSignal {
    return this.#disposal.signal;
  }

  /** Whether this window has, or is about to have, a session with a monitor, or is just leaving it. */
  holds(socket: string): boolean {
    const name = this.#names.get(socket) ?? socket;
    return this.#entries.has(name) || this.#closing.has(name);
  }

  /**
   * Connects, unless a session is there already, and calls `work` with it.
   * @param work leaves soon after its signal is aborted; until then it can still use the client
   * @throws {QmpError} when no session comes about, the signal's reason when it was aborted before, or what `work`
   * throws
   */
  async use<T>(socket: string, work: (client: QmpClient, signal: AbortSignal) => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const use = this.#use(socket, work);
    this.#uses.add(use);
    try {
      return await use;
    } finally {
      this.#uses.delete(use);
    }
  }

  /**
   * A session that is shared like those of {@link use}, until it is released or the window closes.
   * @throws {QmpError} when no session comes about, the signal's reason when it was aborted before
   */
  hold(socket: string): Promise<{ client: QmpClient; release: () => Promise<void> }> {
    return new Promise((resolve, reject) => {
      let onRelease = (): void => {};
      const released = new Promise<void>((done) => (onRelease = done));
      const use = this.use(socket, async (client, signal) => {
        const release = async (): Promise<void> => {
          onRelease();
          await use.catch(() => {});
        };
        resolve({ client, release });
        await leaveOnAbort(released, signal);
      });
      use.catch(reject);
    });
  }

  async #use<T>(socket: string, work: (client: QmpClient, signal: AbortSignal) => Promise<T>): Promise<T> {
    const name = await realSocket(socket);
    this.signal.throwIfAborted();
    this.#names.set(socket, name);
    const entry = this.#entries.get(name) ?? this.#open(name, socket);
    entry.users += 1;
    try {
      return await work(await entry.client, this.signal);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) await this.#close(name, entry);
    }
  }

  /**
   * Ends every session. What runs in QEMU runs on. A user who is in the middle of something, such as a start that is
   * to be taken back, is waited for, because that takes the session.
   */
  async dispose(): Promise<void> {
    this.#disposal.abort();
    const waiting = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#uses),
      delay(this.patience, undefined, { signal: waiting.signal }).catch(() => undefined),
    ]);
    waiting.abort();
    await Promise.all([...this.#entries].map(([name, entry]) => this.#close(name, entry)));
  }

  #open(name: string, socket: string): Entry {
    const lost = (): void => this.#forget(name, entry);
    const entry: Entry = { client: this.#connect(name, socket, lost), users: 0 };
    this.#entries.set(name, entry);
    return entry;
  }

  /** @param onLost called when the session ends, for whatever reason: it is of no use to the next one who asks */
  async #connect(name: string, socket: string, onLost: () => void): Promise<QmpClient> {
    const address = parseQmpAddress(socket);
    await this.#closing.get(name);
    // It has no queue of clients that would be disturbed. A QEMU may have taken its place since: one try tells.
    if (!this.#noMonitors.delete(name)) await awaitFree(socket, patienceForOthers, this.signal);
    try {
      const client = await QmpClient.connect(address, { signal: this.#disposal.signal });
      void client.closed.then(onLost);
      return client;
    } catch (error) {
      if (error instanceof QmpConnectError && error.reason === 'not-qmp') this.#noMonitors.add(name);
      throw error;
    }
  }

  #forget(name: string, entry: Entry): void {
    if (this.#entries.get(name) === entry) this.#entries.delete(name);
  }

  async #close(name: string, entry: Entry): Promise<void> {
    this.#forget(name, entry);
    const closing = entry.client.then((client) => client.close()).catch(() => undefined);
    this.#closing.set(name, closing);
    await closing;
    if (this.#closing.get(name) === closing) this.#closing.delete(name);
  }
}
