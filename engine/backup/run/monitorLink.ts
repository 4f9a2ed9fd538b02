import { setTimeout as sleep } from 'node:timers/promises';
import {
  QmpClient,
  QmpConnectError,
  QmpDisconnectedError,
  type QmpConnectReason,
  type QmpListener,
} from '../../qmp';

/** A session with QEMU in place of one that was lost. */
interface Reconnection {
  client: QmpClient;
  /** Called once when it is needed no more. */
  release(): Promise<void>;
}

/** Makes a new session with the QEMU whose session was lost. @throws {QmpConnectError} when that cannot be had yet */
export type Reconnect = (signal: AbortSignal) => Promise<Reconnection>;

/** How long nothing may listen before QEMU counts as gone, in milliseconds: a relay may be starting anew. */
const GONE_AFTER = 2000;
/** How long QEMU may stay out of reach, in milliseconds. */
const GIVE_UP_AFTER = 10 * 60_000;
/** The pauses between two attempts, in milliseconds. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;

/** Nothing listens there: unless that changes soon, QEMU has ended. */
const GONE: readonly QmpConnectReason[] = ['missing', 'refused'];

/** A session of the engine's own at the same address. */
export function reconnectTo({ address }: QmpClient): Reconnect {
  return async (signal) => {
    const client = await QmpClient.connect(address, { signal });
    return { client, release: () => client.close() };
  };
}

/** The session that a run is followed through, and the next one when that is lost. */
export class MonitorLink {
  private readonly ending = new AbortController();
  private held: Reconnection | undefined;
  private onChange = () => {};
  /** Resolves when the session was replaced, or none will come any more. */
  private change = this.nextChange();

  /**
   * @param client stays its owner's; the sessions after it are released here
   * @param events a listener to all events of `client`; taken over
   */
  constructor(
    private current: { client: QmpClient; events: QmpListener },
    private readonly reconnect: Reconnect,
  ) {}

  get client(): QmpClient {
    return this.current.client;
  }

  get events(): QmpListener {
    return this.current.events;
  }

  /**
   * Does something with QEMU, once more in the next session when one is lost in between: so it must do no harm twice.
   * @throws {QmpDisconnectedError} when no other session comes
   */
  async use<T>(work: (client: QmpClient) => Promise<T>): Promise<T> {
    for (;;) {
      const { client } = this.current;
      try {
        return await work(client);
      } catch (error) {
        if (!(error instanceof QmpDisconnectedError)) throw error;
        while (this.current.client === client) {
          if (this.ending.signal.aborted) throw error;
          await this.change;
        }
      }
    }
  }

  /**
   * Puts another session in place of the lost one, trying again and again with growing pauses.
   * @throws {RunLeftError} when this side has left
   * @throws {QmpDisconnectedError} when QEMU has ended, or stayed out of reach for too long
   */
  async restore(): Promise<void> {
    const { client } = this.current;
    if (this.ending.signal.aborted) throw new RunLeftError();
    const reason = await client.closed;
    // Whoever owns the first session has closed it, and so has left the run.
    if (reason === undefined && this.held === undefined) throw new RunLeftError();
    await this.held?.release();
    this.held = undefined;
    const next = await this.connect();
    this.held = next;
    this.current = { client: next.client, events: next.client.listen() };
    this.announce();
  }

  /** Ends the following: releases the session that was made here. Idempotent. */
  async close(): Promise<void> {
    this.ending.abort();
    this.announce();
    this.current.events.close();
    const { held } = this;
    this.held = undefined;
    await held?.release();
  }

  private async connect(): Promise<Reconnection> {
    const { signal } = this.ending;
    const lostAt = Date.now();
    let goneAt: number | undefined;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        return await this.reconnect(signal);
      } catch (error) {
        // Whoever makes the sessions makes none any more.
        const isAbort = error instanceof Error && error.name === 'AbortError';
        if (signal.aborted || isAbort) throw new RunLeftError();
        if (!(error instanceof QmpConnectError)) throw error;
        const now = Date.now();
        goneAt = GONE.includes(error.reason) ? (goneAt ?? now) : undefined;
        const hasGone = goneAt !== undefined && now - goneAt >= GONE_AFTER;
        if (hasGone || now - lostAt >= GIVE_UP_AFTER) {
          throw new QmpDisconnectedError('QEMU, or the connection to it, went away.', { cause: error });
        }
      }
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
  }

  private announce(): void {
    const tell = this.onChange;
    this.change = this.nextChange();
    tell();
  }

  private nextChange(): Promise<void> {
    return new Promise((resolve) => (this.onChange = resolve));
  }
}

/** This side has left the run, which goes on: that is not its end. */
export class RunLeftError extends QmpDisconnectedError {
  override name = 'RunLeftError';

  constructor() {
    super('This program left before the backup had ended; it goes on in QEMU.');
  }
}
