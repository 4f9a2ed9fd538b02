/** The most that QEMU copies in one go, in bytes (BLOCK_COPY_MAX_BUFFER in QEMU's block-copy.c). */
export const LARGEST_CHUNK = 1024 * 1024;

/** How much of the time between two looks counts, in milliseconds: whoever did not look cannot tell. */
const LONGEST_GAP = 5000;

/**
 * For how long a job has made no progress, as far as somebody watched. A laptop that slept, or a QEMU that did not
 * answer, is no standstill of the job.
 */
export class Standstill {
  /** Milliseconds. */
  private length = 0;
  private lastLook: number | undefined;
  private lastBytes: number | undefined;

  /** Takes a reading: bytes done so far, at a time in milliseconds. */
  add(time: number, bytes: number): void {
    const gap = Math.min(time - (this.lastLook ?? time), LONGEST_GAP);
    this.length = bytes === this.lastBytes ? this.length + gap : 0;
    this.lastLook = time;
    this.lastBytes = bytes;
  }

  /** What stood still on purpose begins anew. */
  restart(): void {
    this.length = 0;
  }

  /** How long it has stood still, in milliseconds. */
  get soFar(): number {
    return this.length;
  }

  /**
   * How long it has stood still beyond what its limit explains, in milliseconds: QEMU copies a whole chunk, and then
   * waits for as long as that should have taken.
   * @param speedLimit bytes a second
   */
  beyond(speedLimit: number | undefined): number {
    const explained = speedLimit === undefined ? 0 : (2 * LARGEST_CHUNK * 1000) / speedLimit;
    return Math.max(0, this.length - explained);
  }
}

/** Whether a limit is so low that the pace of single chunks says nothing about it. */
export function isBelowMeasure(speedLimit: number): boolean {
  return speedLimit < LARGEST_CHUNK;
}
