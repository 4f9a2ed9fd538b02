import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { holesOf, type Hole } from './holes';

/** So many bytes are read at once: enough for the disk, and half a millisecond of work for the processor. */
const PIECE = 1024 * 1024;
const ZEROS = Buffer.alloc(PIECE);

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

type Read = (buffer: Buffer, position: number, length: number) => Promise<number>;

/** Reads a part of a file; two buffers take turns, so that the next piece is read while one is digested. */
async function* dataOf(read: Read, start: number, end: number): AsyncGenerator<Buffer> {
  let [current, spare] = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)];
  let position = start;
  let count = position < end ? await read(current, position, end - position) : 0;
  while (count > 0) {
    position += count;
    const ahead = position < end ? read(spare, position, end - position) : Promise.resolve(0);
    // Whoever stops half-way does not wait for it.
    ahead.catch(() => undefined);
    yield current.subarray(0, count);
    [current, spare] = [spare, current];
    count = await ahead;
  }
}

/** Zeros from memory: that is faster than reading a hole, and leaves the page cache to others. */
async function* zerosOf(length: number): AsyncGenerator<Buffer> {
  for (let left = length; left > 0; left -= PIECE) {
    yield ZEROS.subarray(0, left);
    await new Promise(setImmediate);
  }
}

async function* piecesOf(read: Read, holes: readonly Hole[], length: number): AsyncGenerator<Buffer> {
  let position = 0;
  for (const hole of holes) {
    if (hole.start >= length) break;
    yield* dataOf(read, position, hole.start);
    position = Math.min(hole.start + hole.length, length);
    yield* zerosOf(position - hole.start);
  }
  yield* dataOf(read, position, length);
}

/**
 * SHA-256 of a file, as sha256sum tells it. It takes as long as the slower of the disk and the processor, and other
 * work of this program gets its turn after every piece.
 * @throws {Error} of the file system
 * @throws the signal's reason
 */
export async function digestFile(
  file: string,
  { length = Infinity, signal, onBytes }: DigestOptions = {},
): Promise<Digest> {
  const holes = await holesOf(file, signal);
  const hash = createHash('sha256');
  const handle = await open(file, 'r');
  try {
    const read = async (buffer: Buffer, position: number, most: number) =>
      (await handle.read(buffer, 0, Math.min(buffer.length, most), position)).bytesRead;
    let done = 0;
    for await (const piece of piecesOf(read, holes, length)) {
      signal?.throwIfAborted();
      hash.update(piece);
      done += piece.length;
      onBytes?.(piece.length);
    }
    return { sha256: hash.digest('hex'), length: done };
  } finally {
    await handle.close();
  }
}
