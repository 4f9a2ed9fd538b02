import * as vscode from 'vscode';
import { leaveOnAbort } from '../connections/leaveOnAbort';
import { whileShowing } from './messages';
import { plainText } from './plainText';

/** What takes no longer than this, in ms, is not worth a notification, which would only flash. */
const patience = 1000;

/**
 * Does work that a person waits for: shown in the status bar at first, and when it takes long in a notification by which
 * it can be cancelled. Who cancels is not kept waiting; the work is told by its signal.
 * @param signal ends the work for other reasons
 * @returns `cancelled` where the person has done so
 */
export async function whileCancellable<T>(
  message: string,
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<{ result: T } | 'cancelled'> {
  const cancel = new AbortController();
  const working = whileShowing(message, () => work(AbortSignal.any([signal, cancel.signal])));
  const ended = Promise.allSettled([working]);
  const timer = setTimeout(() => {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: plainText(message),
      cancellable: true,
    };
    void vscode.window.withProgress(options, async (_, token) => {
      token.onCancellationRequested(() => cancel.abort());
      await leaveOnAbort(ended, cancel.signal).catch(() => {});
    });
  }, patience);
  try {
    return { result: await leaveOnAbort(working, cancel.signal) };
  } catch (error) {
    if (cancel.signal.aborted) return 'cancelled';
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
