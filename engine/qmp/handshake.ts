import { setTimeout as delay } from 'node:timers/promises';
import { formatQmpAddress, type QmpAddress } from './address';
import { QmpConnectError, QmpProtocolError, QmpTimeoutError } from './errors';
import type { QemuVersion } from './replies';
import { Session } from './session';
import { busyMessage, connectSocket } from './transport';

export interface ConnectOptions {
  readonly signal?: AbortSignal;
  /**
   * How long each step may take: the connection, the greeting, and the first command; in ms, 2000
   * unless given. A QEMU that is free greets within milliseconds.
   */
  readonly greetingTimeout?: number;
}

/** A session in command mode, and QEMU's version. */
interface Opened {
  session: Session;
  version: QemuVersion;
}

/** How often a connection that QEMU closed at once is tried again, and the pause before, in ms. */
const RETRIES = 5;
const RETRY_PAUSE = 100;

/**
 * Opens a session. Where the client before was killed, a QEMU under load may close the next connection along with that
 * one's, before it has greeted; nothing was sent by then, so it is tried again.
 * @throws QmpConnectError; the signal's reason when aborted. No socket is left behind then.
 */
export async function openSession(address: QmpAddress, options: ConnectOptions): Promise<Opened> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await openOnce(address, options);
    } catch (error) {
      const isClosed = error instanceof QmpConnectError && error.reason === 'closed';
      if (!isClosed || retry === RETRIES) throw error;
      await delay(RETRY_PAUSE, undefined, { signal: options.signal });
    }
  }
}

async function openOnce(
  address: QmpAddress,
  { signal, greetingTimeout = 2000 }: ConnectOptions,
): Promise<Opened> {
  const where = formatQmpAddress(address);
  const socket = await connectSocket(address, greetingTimeout, signal);
  const session = new Session(socket, where);
  try {
    const version = await greetingWithin(session, where, greetingTimeout, signal);
    await session.request('qmp_capabilities', {}, { signal, timeout: greetingTimeout });
    return { session, version };
  } catch (error) {
    await session.close();
    throw error === signal?.reason ? error : connectError(where, error);
  }
}

/** The greeting, raced against the clock and the signal. */
function greetingWithin(
  session: Session,
  where: string,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<QemuVersion> {
  return new Promise<QemuVersion>((resolve, reject) => {
    signal?.throwIfAborted();
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = () => {
      settle();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      settle();
      // The system accepts for QEMU, which greets only when it serves: an open socket without a
      // greeting is the one sign of another client that there is. A hanging QEMU looks the same.
      reject(new QmpConnectError('busy', busyMessage(where)));
    }, timeout);
    signal?.addEventListener('abort', onAbort, { once: true });
    session.greeting.finally(settle).then(resolve, reject);
  });
}

/** What a failure on the way to command mode means for whoever wanted to connect. */
function connectError(where: string, error: unknown): unknown {
  if (error instanceof QmpConnectError) {
    return error;
  }
  if (error instanceof QmpProtocolError) {
    return new QmpConnectError('not-qmp', error.message, { cause: error.cause });
  }
  if (error instanceof QmpTimeoutError) {
    return new QmpConnectError(
      'timeout',
      `QEMU greeted at ${where} and then fell silent: it hangs, perhaps on its storage; try again later.`,
      { cause: error },
    );
  }
  return new QmpConnectError(
    'closed',
    `${where} closed the connection before the session began: QEMU is ending, or what listens there is no QMP ` +
      'monitor. Look whether the machine still runs, and whether this is the socket of its monitor.',
    { cause: error },
  );
}
