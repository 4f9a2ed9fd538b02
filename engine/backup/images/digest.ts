import { Worker } from 'node:worker_threads';
import type { DigestReport, DigestRequest } from './digestMessages';
import workerCode from 'worker:./digestWorker';
import { holesOf } from './holes';

/** So many files are digested at once: one is bound by one processor, many would have a disk's heads jump. */
export const DIGESTS_AT_ONCE = 2;

/** How a file is digested. */
export interface DigestOptions {
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
  const workerData: DigestRequest = { file, length, holes };
  const worker = new Worker(workerCode, { eval: true, workerData });
  const end = () => void worker.terminate();
  signal?.addEventListener('abort', end);
  try {
    return await new Promise<Digest>((resolve, reject) => {
      worker.on('message', (report: DigestReport) => {
        if (report.kind === 'bytes') onBytes?.(report.bytes);
        else if (report.kind === 'digest') resolve({ sha256: report.sha256, length: report.length });
        else reject(Object.assign(new Error(report.message), { code: report.code }));
      });
      worker.once('error', reject);
      // What it told before it ended has arrived by now.
      worker.once('exit', () => reject(signal?.reason ?? new Error(`"${file}" could not be digested`)));
    });
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
