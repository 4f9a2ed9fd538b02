/**
 * The errors of the QMP client, one tree:
 *
 *     QmpError
 *     ├── QmpAddressError       the text is not an address of a monitor socket
 *     ├── QmpConnectError       no session came about; `reason` says why
 *     ├── QmpProtocolError      the other side sent something that QMP does not allow
 *     ├── QmpCommandError       QEMU refused or failed a command; its effect did not happen
 *     ├── QmpTimeoutError       no reply in time; the outcome of the command is unknown
 *     └── QmpDisconnectedError  the session ended; the outcome of what was under way is unknown
 *
 * An abort is none of these: it rejects with the reason of its `AbortSignal`.
 */
export class QmpError extends Error {
  override name = 'QmpError';
}

export class QmpAddressError extends QmpError {
  override name = 'QmpAddressError';
}

/**
 * Why no session came about.
 * - `missing`: there is no such socket file (ENOENT)
 * - `refused`: nothing listens (ECONNREFUSED): QEMU has ended, or the address is wrong
 * - `no-socket`: what has the path is a file of another kind
 * - `denied`: the user may not open the socket (EACCES, EPERM)
 * - `busy`: accepted, but not greeted (or the backlog is full): another client holds the monitor
 * - `not-qmp`: something else than QMP answers
 * - `closed`: the connection ended before the session was ready
 * - `timeout`: the host does not answer, or QEMU greeted and then fell silent
 * - `unreachable`: any other failure of the network, for example an unknown host name
 */
export type QmpConnectReason =
  'missing' | 'refused' | 'no-socket' | 'denied' | 'busy' | 'not-qmp' | 'closed' | 'timeout' | 'unreachable';

export class QmpConnectError extends QmpError {
  override name = 'QmpConnectError';
  readonly reason: QmpConnectReason;

  constructor(reason: QmpConnectReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

export class QmpProtocolError extends QmpError {
  override name = 'QmpProtocolError';
}

/** QEMU's answer to a command that it refused or that failed. */
export class QmpCommandError extends QmpError {
  override name = 'QmpCommandError';
  readonly command: string;
  /** QEMU's error class: nearly always `GenericError`; `CommandNotFound`, `DeviceNotFound`, ... */
  readonly class: string;
  /** QEMU's own words, in English. */
  readonly desc: string;

  constructor(command: string, errorClass: string, desc: string) {
    super(`QEMU refused ${command}: ${desc}`);
    this.command = command;
    this.class = errorClass;
    this.desc = desc;
  }
}

/** QEMU did not reply in time. The command may still run later: ask QEMU before repeating it. */
export class QmpTimeoutError extends QmpError {
  override name = 'QmpTimeoutError';
  readonly command: string;
  /** How long the reply was awaited, in ms. */
  readonly timeout: number;

  constructor(command: string, timeout: number) {
    super(
      `QEMU did not answer ${command} within ${timeout} ms; whether it runs is unknown, ` +
        `so look at the state of the machine before trying again.`,
    );
    this.command = command;
    this.timeout = timeout;
  }
}

/** The session ended, by either side. Commands without a reply may or may not have run. */
export class QmpDisconnectedError extends QmpError {
  override name = 'QmpDisconnectedError';
}
