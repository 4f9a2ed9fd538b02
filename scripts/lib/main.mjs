import { setMaxListeners } from 'node:events';
import { constants } from 'node:os';

/** Something the person can mend: its message is all there is to print, a stack would only hide it. */
export class PlainError extends Error {}

/**
 * Runs a script to its end, whatever the end is. SIGINT, SIGTERM and SIGHUP abort the signal that the job gets,
 * so that `finally` blocks stop what was started; a second one ends the process at once. A job that throws then ends
 * with the status that a shell gives to such an end, 128 + the signal's number.
 * @param {(signal: AbortSignal) => Promise<number>} job gives the exit status
 * @returns {Promise<never>}
 */
export async function main(job) {
  const controller = new AbortController();
  // Every command and every test file listens to it; that is no leak.
  setMaxListeners(0, controller.signal);
  let interruption = 0;
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      if (interruption > 0) process.exit(interruption);
      interruption = 128 + constants.signals[name];
      controller.abort(new PlainError(`ended by ${name}`));
    });
  }
  try {
    process.exit(await job(controller.signal));
  } catch (error) {
    // After an interruption the errors of what was cut off are its consequence, not news.
    if (interruption > 0) process.exit(interruption);
    console.error(error instanceof PlainError ? error.message : error);
    process.exit(1);
  }
}
