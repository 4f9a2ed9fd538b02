import { setTimeout as delay } from 'node:timers/promises';
import { QmpConnectError } from '../../engine';
import { listeningAt } from '../discovery/listeningAt';

/** A monitor that another program uses for certain, by the system's list: no connection that came to nothing. */
export class MonitorInUseError extends QmpConnectError {
  override name = 'MonitorInUseError';

  constructor(readonly socket: string) {
    super(
      'busy',
      `Another program uses the monitor socket ${socket} (QEMU serves one at a time): end its connection, or ` +
        'give QEMU a second -qmp socket.',
    );
  }
}

/** Milliseconds between two looks at the system's list. */
const step = 50;

/**
 * Waits until no other program uses a monitor, by the system's list of sockets alone. Whoever connects to a monitor in
 * use waits in QEMU's queue, and stays there, dead, after having left: QEMU greets it before the next one. Where the
 * system tells nothing of the socket, the connection itself must find out.
 * @param patience in ms: another window's look takes only a moment
 * @throws {MonitorInUseError} when it stays in use; the signal's reason when aborted
 */
export async function awaitFree(socket: string, patience: number, signal: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + patience; ;) {
    const table = await listeningAt([socket]);
    if (table?.get(socket) !== 'in-use') return;
    if (Date.now() > deadline) throw new MonitorInUseError(socket);
    await delay(step);
    signal.throwIfAborted();
  }
}
