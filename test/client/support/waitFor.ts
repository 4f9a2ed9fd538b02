import { setTimeout as delay } from 'node:timers/promises';

/** How long a condition is waited for, in ms; VS Code on a busy machine is slow. */
const patience = 40_000;

/**
 * Asks again and again until there is an answer.
 * @param what what is waited for, for the error
 */
export async function waitFor<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await delay(50);
  }
}
