import { setTimeout as delay } from 'node:timers/promises';

/** How long one ending is waited for, in ms: two that hang leave the others time before the hook's own is over. */
const patience = 20_000;

/**
 * Runs what a hook has to end, all of it, one after the other: what stays because something before it failed, or hangs,
 * would make the next file's tests fail, too.
 * @throws the first error
 */
export async function endAll(...endings: (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const end of endings) {
    try {
      await inTime(end);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

async function inTime(end: () => unknown): Promise<void> {
  const over = new AbortController();
  const late = async (): Promise<never> => {
    await delay(patience, undefined, { signal: over.signal });
    throw new Error(`Waited in vain for the end of ${String(end)}`);
  };
  try {
    await Promise.race([end(), late()]);
  } finally {
    over.abort();
  }
}
