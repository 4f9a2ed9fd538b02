import { parseQmpAddress, QmpClient } from '../../engine';

interface Entry {
  readonly client: Promise<QmpClient>;
  users: number;
}

/**
 * One QMP session for each monitor socket, shared by everyone in this window who needs it at the moment.
 *
 * QEMU serves one client at a time on a monitor socket. A look at a machine while this window's own backup runs
 * there must therefore go through the backup's session, and the session ends with its last user, so that other
 * programs get their turn.
 */
export class SharedClients {
  readonly #entries = new Map<string, Entry>();
  /** Sessions that are being closed: QEMU takes the next client only after the one before has left. */
  readonly #closing = new Map<string, Promise<void>>();
  readonly #disposal = new AbortController();

  /**
   * Connects, unless a session is there already, and calls `work` with it.
   * @throws {QmpError} when no session comes about, or what `work` throws
   */
  async use<T>(socket: string, work: (client: QmpClient, signal: AbortSignal) => Promise<T>): Promise<T> {
    const entry = this.#entries.get(socket) ?? this.#open(socket);
    entry.users += 1;
    try {
      return await work(await entry.client, this.#disposal.signal);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) await this.#close(socket, entry);
    }
  }

  /** Ends every session. What runs in QEMU runs on. */
  async dispose(): Promise<void> {
    this.#disposal.abort();
    await Promise.all([...this.#entries].map(([socket, entry]) => this.#close(socket, entry)));
  }

  #open(socket: string): Entry {
    const entry: Entry = { client: this.#connect(socket, () => this.#forget(socket, entry)), users: 0 };
    this.#entries.set(socket, entry);
    return entry;
  }

  /** @param onLost called when the session ends, for whatever reason: it is of no use to the next one who asks */
  async #connect(socket: string, onLost: () => void): Promise<QmpClient> {
    const address = parseQmpAddress(socket);
    await this.#closing.get(socket);
    const client = await QmpClient.connect(address, { signal: this.#disposal.signal });
    void client.closed.then(onLost);
    return client;
  }

  #forget(socket: string, entry: Entry): void {
    if (this.#entries.get(socket) === entry) this.#entries.delete(socket);
  }

  async #close(socket: string, entry: Entry): Promise<void> {
    this.#forget(socket, entry);
    const closing = entry.client.then((client) => client.close()).catch(() => undefined);
    this.#closing.set(socket, closing);
    await closing;
    if (this.#closing.get(socket) === closing) this.#closing.delete(socket);
  }
}
