/**
 * Waits for something that cannot be aborted itself, for as long as the signal allows. It goes on unattended then.
 * @throws the signal's reason once it is aborted, or what `work` rejects with
 */
export async function leaveOnAbort<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  let leave = (): void => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
