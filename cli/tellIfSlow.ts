/** How long a cancel takes before something is said about it, in milliseconds. */
const SLOW_CANCEL = 5000;

/** What is said of a cancel that QEMU has not answered. */
export const CANCEL_UNANSWERED =
  'QEMU does not answer; cancel requested. It is cancelled if QEMU goes on while this program waits.';

/** Awaits the end of a cancel, and says so if that takes long. */
export async function tellIfSlow<T>(cancelled: Promise<T>, tell: (message: string) => void): Promise<T> {
  const timer = setTimeout(() => {
    tell('Still cancelling: QEMU first finishes what is under way, and waits for its storage.');
  }, SLOW_CANCEL);
  try {
    return await cancelled;
  } finally {
    clearTimeout(timer);
  }
}
