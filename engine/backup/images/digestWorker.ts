import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { DigestReport, DigestRequest } from './digestMessages';

// The code of a thread: it does nothing but read and digest, so it may wait for the disk.

/** So many bytes are read at once. */
const PIECE = 1024 * 1024;

/** So many bytes are digested between two reports. */
const REPORT = 16 * PIECE;

const buffer = Buffer.alloc(PIECE);
const zeros = Buffer.alloc(PIECE);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has none
const report = (message: DigestReport) => parentPort?.postMessage(message);

function digest(handle: number, { length, holes }: DigestRequest): DigestReport {
  const hash = createHash('sha256');
  let position = 0;
  let told = 0;
  const take = (piece: Buffer) => {
    hash.update(piece);
    position += piece.length;
    if (position - told < REPORT) return;
    report({ kind: 'bytes', bytes: position - told });
    told = position;
  };
  /** @returns whether all of it is there */
  const takeData = (end: number): boolean => {
    for (;;) {
      if (position >= end) return true;
      const count = readSync(handle, buffer, 0, Math.min(PIECE, end - position), position);
      if (count === 0) return false;
      take(buffer.subarray(0, count));
    }
  };
  for (const hole of holes) {
    if (hole.start >= length || !takeData(hole.start)) break;
    const end = Math.min(hole.start + hole.length, length);
    // Zeros from memory: that is faster than reading a hole, and leaves the page cache to others.
    for (let left = end - position; left > 0; left -= PIECE) take(zeros.subarray(0, left));
  }
  takeData(length);
  report({ kind: 'bytes', bytes: position - told });
  return { kind: 'digest', sha256: hash.digest('hex'), length: position };
}

parentPort?.on('message', (request: DigestRequest) => {
  try {
    const handle = openSync(request.file, 'r');
    try {
      report(digest(handle, request));
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    report({ kind: 'error', code, message });
  }
});
