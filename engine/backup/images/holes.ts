import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { qemuImg } from './qemuImg';

/** A part of a file that holds nothing, and reads as zeros. In bytes. */
export interface Hole {
  start: number;
  length: number;
}

const map = v.array(v.object({ start: v.number(), length: v.number(), data: v.boolean() }));

/** Fewer bytes in holes are read sooner than qemu-img has told where they are. */
const WORTH_ASKING = 32 * 1024 * 1024;

/**
 * The holes of a file, in order, so that they need not be read. None where nothing is known of any,
 * or they are few.
 * @throws the signal's reason
 */
export async function holesOf(file: string, signal?: AbortSignal): Promise<Hole[]> {
  const { size, blocks } = await stat(file);
  // The kernel counts in blocks of 512 bytes here, whatever the file system's own blocks are.
  if (size - blocks * 512 < WORTH_ASKING) return [];
  const { status, stdout } = await qemuImg(['map', '-f', 'raw', '--output=json', file], { signal });
  if (status !== 0) return [];
  try {
    // qemu-img counts in sectors, also where a file ends in the middle of one.
    return v
      .parse(map, JSON.parse(stdout))
      .filter(({ start, data }) => !data && start < size)
      .map(({ start, length }) => ({ start, length: Math.min(length, size - start) }));
  } catch {
    // A map too long to be kept: then everything is read.
    return [];
  }
}
