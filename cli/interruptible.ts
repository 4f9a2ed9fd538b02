import { ExitStatus, Failure } from './exitStatus';
import { Interrupts } from './interrupts';

/**
 * Runs work that a signal stops, and waits until it has cleared up.
 * @param words what is said then
 */
export async function interruptible<T>(
  words: string | (() => string),
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  using interrupts = new Interrupts();
  const { signal } = interrupts;
  try {
    return await work(signal);
  } catch (error) {
    if (signal.aborted && error === signal.reason)
      throw new Failure(ExitStatus.cancelled, typeof words === 'string' ? words : words(), { cause: error });
    throw error;
  }
}
