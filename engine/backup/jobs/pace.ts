import type { DiskProgress } from '../model';
import { RateMeter } from './rateMeter';

/** How far back a rate looks, in milliseconds. Short enough to show a stall, long enough not to jump. */
const RATE_WINDOW = 3000;
/** How far back the estimate of the time left looks: that is to be steady rather than quick. */
const ESTIMATE_WINDOW = 15_000;

/** How fast one disk is copied, and how long that will take. */
export class Pace {
  private readonly progress = new RateMeter(RATE_WINDOW);
  private readonly long = new RateMeter(ESTIMATE_WINDOW);
  private readonly written = new RateMeter(RATE_WINDOW);

  /**
   * Takes a reading at a time in milliseconds.
   * @param written bytes that have arrived in the target, where that is known
   */
  add(time: number, current: number, written: number | undefined): void {
    this.progress.add(time, current);
    this.long.add(time, current);
    if (written !== undefined) this.written.add(time, written);
  }

  /** How fast the job goes through the disk, holes included, in bytes a second. */
  get throughDisk(): number | undefined {
    return this.progress.rate;
  }

  /**
   * What people are shown. QEMU counts a hole as done the moment it skips it; what arrives in the target tells how fast
   * bytes really are copied. It can only be less: an image's own tables are written as well.
   * @param speedLimit bytes a second: QEMU copies a whole chunk and then waits, so a short window may show more
   */
  show(
    { current, total }: Pick<DiskProgress, 'current' | 'total'>,
    speedLimit = Infinity,
  ): Pick<DiskProgress, 'rate' | 'timeLeft'> {
    const through = this.throughDisk;
    if (through === undefined) return {};
    const left = Math.min(this.long.rate ?? 0, speedLimit);
    return {
      rate: Math.min(through, this.written.rate ?? through, speedLimit),
      ...(left > 0 && { timeLeft: Math.max(0, total - current) / left }),
    };
  }

  /** The disk stood still on purpose: that is not to be averaged with what comes. */
  restart(): void {
    for (const meter of [this.progress, this.long, this.written]) meter.restart();
  }
}
