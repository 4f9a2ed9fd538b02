import * as v from 'valibot';
import { formatQmpAddress, type QmpAddress } from './address';
import type { CommandArguments } from './arguments';
import { replySchemas, type CommandName, type CommandReply } from './commands';
import { QmpProtocolError, type QmpError } from './errors';
import type { QmpEvent } from './events';
import { openSession, type ConnectOptions } from './handshake';
import type { QmpListener } from './listener';
import type { QemuVersion } from './replies';
import type { ExecuteOptions, Session } from './session';
import type { QmpObserver } from './traffic';

/** QEMU's version: of the release, and the packager's own, such as `Debian 1:7.2+dfsg-7`. */
export interface QmpVersion {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
  readonly package: string;
}

/**
 * A session with a running QEMU, from `connect` to `close` or to the loss of the connection. It is
 * used once: connect again for the next one. A failed `connect` leaves nothing behind.
 *
 * Commands are sent at once, QEMU runs them in that order, and any number may be under way. QEMU
 * executes what it has read even when this side has gone: after an abort, a timeout or a
 * disconnect, ask for the state before repeating a command.
 */
export class QmpClient {
  readonly address: QmpAddress;
  readonly version: QmpVersion;
  readonly #session: Session;

  private constructor(address: QmpAddress, session: Session, version: QemuVersion) {
    this.address = address;
    this.#session = session;
    this.version = { ...version.qemu, package: version.package };
  }

  /**
   * Connects, awaits the greeting and enters command mode. Nothing is sent before the greeting: a
   * monitor that serves another client would execute it later.
   * @throws QmpConnectError with the reason; the signal's reason when aborted
   */
  static async connect(address: QmpAddress, options: ConnectOptions = {}): Promise<QmpClient> {
    const { session, version } = await openSession(address, options);
    return new QmpClient(address, session, version);
  }

  /**
   * Sends a command; resolves with QEMU's reply, of the checked shape.
   * @throws QmpCommandError QEMU refused it or it failed
   * @throws QmpProtocolError the reply has another shape; the session stays usable
   * @throws QmpTimeoutError no reply within `timeout`; the outcome is unknown
   * @throws QmpDisconnectedError the session ended; the outcome is unknown if it was sent
   */
  async execute<C extends CommandName>(
    command: C,
    args: CommandArguments[C],
    options?: ExecuteOptions,
  ): Promise<CommandReply<C>> {
    const value = await this.#session.request(command, args, options);
    const reply = v.safeParse(replySchemas[command], value);
    if (!reply.success) {
      const [issue] = reply.issues;
      const field = v.getDotPath(issue) ?? 'the reply';
      throw new QmpProtocolError(
        `QEMU ${this.version.major}.${this.version.minor} at ${formatQmpAddress(this.address)} answered ` +
          `${command} in an unknown way (${field}: ${issue.message}); this version of QEMU is not supported.`,
      );
    }
    return reply.output;
  }

  /**
   * A queue of the events from now on that pass the filter; a type guard as the filter narrows
   * their type. Listen before sending the command whose events matter. The caller closes it.
   */
  listen(): QmpListener;
  listen<E extends QmpEvent>(filter: (event: QmpEvent) => event is E): QmpListener<E>;
  listen(filter: (event: QmpEvent) => boolean): QmpListener;
  listen(filter: (event: QmpEvent) => boolean = () => true): QmpListener {
    return this.#session.listen((event): event is QmpEvent => filter(event));
  }

  /**
   * Tells an observer of every message from now on, without passwords and keys: for a log.
   * @returns ends the observation
   */
  observe(observer: QmpObserver): { dispose(): void } {
    return this.#session.observe(observer);
  }

  /** Resolves when the session has ended: with the reason, or undefined after {@link close}. */
  get closed(): Promise<QmpError | undefined> {
    return this.#session.ended;
  }

  /** Ends the session; commands under way reject. Resolves when the socket is released. Idempotent. */
  close(): Promise<void> {
    return this.#session.close();
  }
}
