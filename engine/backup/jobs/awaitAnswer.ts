/** How long an answer of QEMU may take before people are told, in milliseconds. It is a matter of a few otherwise. */
const SILENT_AFTER = 3000;
const TELL_EVERY = 1000;

/**
 * Awaits an answer of QEMU for as long as it takes, and asks nothing twice: a QEMU that stands still would have to
 * answer it all when it goes on.
 * @param onSilent called again and again while it takes long, with when it was asked, in milliseconds since the epoch
 */
export async function awaitAnswer<T>(answer: Promise<T>, onSilent: (since: number) => void): Promise<T> {
  const since = Date.now();
  const timer = setInterval(() => {
    if (Date.now() - since >= SILENT_AFTER) onSilent(since);
  }, TELL_EVERY);
  try {
    return await answer;
  } finally {
    clearInterval(timer);
  }
}
