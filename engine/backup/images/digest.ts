import type { DigestReport, DigestRequest } from './digestMessages';
import { keepThread, takeThread } from './digestThreads';
import { holesOf } from './holes';

/** So many files are digested at once: one is bound by one processor, many would have a disk's heads jump. */
export const DIGESTS_AT_ONCE = 2;

/** How a file is digested. */
interface DigestOptions {
  /** The first so many bytes alone; by default all. */
  length?: number;
  signal?: AbortSignal;
  /** Told the number of bytes since it was told last. */
  onBytes?: (bytes: number) => void;
}

/** A file's beginning, as it was read. */
export interface Digest {
  /** SHA-256, in hexadecimal. */
  sha256: string;
  /** Bytes that were read: fewer than asked for where the file ends earlier. */
  length: number;
}

/**
 * SHA-256 of a file, as sha256sum tells it. It is read and digested in a thread of its own: other work of this program
 * does not wait for it, and two files are digested in the time of one.
 * @throws {Error} of the file system
 * @throws the signal's reason
 */
export async function digestFile(
  file: string,
  { length = Infinity, signal, onBytes }: DigestOptions = {},
): Promise<Digest> {
  const holes = await holesOf(file, signal);
  signal?.throwIfAborted();
  const request: DigestRequest = { file, length, holes };
  const thread = takeThread();
  return new Promise<Digest>((resolve, reject) => {
    const take = (report: DigestReport) => {
      if (report.kind === 'bytes') return onBytes?.(report.bytes);
      leave();
      // What was told to end is of no more use.
      if (signal?.aborted !== true) keepThread(thread);
      if (report.kind === 'digest') return resolve({ sha256: report.sha256, length: report.length });
      reject(Object.assign(new Error(report.message), { code: report.code }));
    };
    const fail = (error: Error) => {
      leave();
      reject(error);
    };
    // What it told before it ended has arrived by now.
    const exit = () => fail(signal?.reason ?? new Error(`"${file}" could not be digested`));
    const end = () => void thread.terminate();
    // One by one: Node listens as well.
    const leave = () => {
      signal?.removeEventListener('abort', end);
      thread.off('message', take).off('error', fail).off('exit', exit);
    };
    signal?.addEventListener('abort', end);
    thread.on('message', take).on('error', fail).on('exit', exit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
    thread.postMessage(request);
  });
}
