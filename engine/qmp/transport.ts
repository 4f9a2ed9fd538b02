import { statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { formatQmpAddress, type QmpAddress } from './address';
import { QmpConnectError, type QmpConnectReason } from './errors';

/**
 * Connects a socket; on any failure none is left behind.
 * @param timeout in ms: a host that swallows packets does not answer for minutes
 * @throws QmpConnectError; the signal's reason when aborted
 */
export function connectSocket(
  address: QmpAddress,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const socket =
      address.kind === 'unix'
        ? connect({ path: address.path })
        : connect({ host: address.host, port: address.port, noDelay: true });
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.removeListener('connect', onConnect);
      socket.removeListener('error', onError);
    };
    const fail = (error: unknown) => {
      settle();
      socket.destroy();
      // The socket may still report what was under way; nobody is to crash on that.
      socket.on('error', () => {});
      reject(error);
    };
    const onConnect = () => {
      settle();
      resolve(socket);
    };
    const onError = (error: NodeJS.ErrnoException) => fail(connectFailure(address, error));
    const onAbort = () => fail(signal?.reason);
    const timer = setTimeout(
      () =>
        fail(
          new QmpConnectError(
            'timeout',
            `${formatQmpAddress(address)} did not accept a connection within ${timeout} ms; ` +
              'check the host, the port and the firewall.',
          ),
        ),
      timeout,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', onConnect);
    socket.once('error', onError);
  });
}

/** Told apart by the code that the system's connect(2) gave. */
function connectFailure(address: QmpAddress, error: NodeJS.ErrnoException): QmpConnectError {
  const where = formatQmpAddress(address);
  const [reason, message] = isOtherFile(address, error)
    ? (['no-socket', `${where} is no socket; give the path of a QMP monitor's.`] as const)
    : explain(where, error);
  return new QmpConnectError(reason, message, { cause: error });
}

/** The system refuses a file of another kind as it refuses a socket that nothing listens on. */
function isOtherFile(address: QmpAddress, { code }: NodeJS.ErrnoException): boolean {
  if (address.kind !== 'unix' || code !== 'ECONNREFUSED') return false;
  try {
    return !statSync(address.path).isSocket();
  } catch {
    // It has gone since.
    return false;
  }
}

function explain(where: string, error: NodeJS.ErrnoException): [QmpConnectReason, string] {
  switch (error.code ?? '') {
    case 'ENOENT':
    case 'ENOTDIR':
      return [
        'missing',
        `There is no monitor socket ${where}; start QEMU with a QMP monitor there, or correct the path.`,
      ];
    case 'ECONNREFUSED':
      return ['refused', `Nothing listens on ${where}: that QEMU has ended; start the machine first.`];
    case 'EACCES':
    case 'EPERM':
      return [
        'denied',
        `You may not open the monitor socket ${where}; it needs write permission on the socket and ` +
          'search permission on its folders.',
      ];
    case 'EAGAIN':
      // A unix socket's backlog is full: several clients wait already.
      return ['busy', busyMessage(where)];
    default:
      return ['unreachable', `The connection to ${where} failed: ${error.message}; check the address.`];
  }
}

/** What to tell when the socket is open but nobody is served. */
export function busyMessage(where: string): string {
  return (
    `Another client seems to hold the monitor socket ${where} (QEMU serves one at a time): disconnect it, or ` +
    'give QEMU a second -qmp socket. Otherwise QEMU hangs, or what listens there is no QMP monitor.'
  );
}
