/** Measures bytes a second over a sliding window. */
export class RateMeter {
  private readonly samples: { time: number; bytes: number }[] = [];

  /** @param window how far back the rate looks, in milliseconds */
  constructor(private readonly window: number) {}

  /** Takes a reading: bytes done so far, at a time in milliseconds. */
  add(time: number, bytes: number): void {
    this.samples.push({ time, bytes });
    // One sample from before the window stays, so that the window is always spanned whole.
    while (this.samples.length > 2 && (this.samples[1]?.time ?? time) <= time - this.window)
      this.samples.shift();
  }

  /** Bytes a second; `undefined` until two readings exist. */
  get rate(): number | undefined {
    const first = this.samples.at(0);
    const last = this.samples.at(-1);
    if (!first || !last || last.time <= first.time) return undefined;
    return ((last.bytes - first.bytes) / (last.time - first.time)) * 1000;
  }

  /** How long the readings span, in milliseconds. */
  get span(): number {
    return (this.samples.at(-1)?.time ?? 0) - (this.samples.at(0)?.time ?? 0);
  }

  /** Forgets all readings: what comes next is not to be averaged with a pause. */
  restart(): void {
    this.samples.length = 0;
  }
}
