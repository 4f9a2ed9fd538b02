import { setTimeout as delay } from 'node:timers/promises';
import { busyMessage, QmpConnectError } from '../../engine';
import { listeningAt } from '../discovery/listeningAt';

/** Milliseconds between two looks at the system's list. */
const step = 50;

/**
 * Waits until no other program uses a monitor, by the system's list of sockets alone. Whoever connects to a monitor in
 * use waits in QEMU's queue, and stays there, dead, after having left: QEMU greets it before the next one. Where the
 * system tells nothing of the socket, the connection itself must find out.
 * @param patience in ms: another window's look takes only a moment
 * @throws {QmpConnectError} `busy` when it stays in use; the signal's reason when aborted
 */
export async function awaitFree(socket: string, patience: number, signal: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + patience; ;) {
    const table = await listeningAt([socket]);
    if (table?.get(socket) !== 'in-use') return;
    if (Date.now() > deadline) throw new QmpConnectError('busy', busyMessage(socket));
    await delay(step);
    signal.throwIfAborted();
  }
}
