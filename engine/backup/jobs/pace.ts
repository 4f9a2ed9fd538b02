import type { DiskProgress } from '../model';
import { RateMeter } from './rateMeter';
import { TimeLeft } from './timeLeft';

/** How far back a rate looks, in milliseconds. Short enough to show a stall, long enough not to jump. */
const WINDOW = 3000;

/** How fast one disk is copied, and how long that will take. */
export class Pace {
  private readonly progress = new RateMeter(WINDOW);
  private readonly written = new RateMeter(WINDOW);
  private readonly timeLeft: TimeLeft;

  /** @param data bytes that were to be copied, holes left out, as of the plan; absent where nobody has looked */
  constructor(data: number | undefined) {
    this.timeLeft = new TimeLeft(data);
  }

  /**
   * Takes a reading at a time in milliseconds.
   * @param written bytes that have arrived in the target, where that is known
   */
  add(time: number, done: Pick<DiskProgress, 'current' | 'total'>, written: number | undefined): void {
    this.progress.add(time, done.current);
    if (written !== undefined) this.written.add(time, written);
    this.timeLeft.add(time, done, written);
  }

  /**
   * What people are shown. QEMU counts a hole as done the moment it skips it; what arrives in the target tells how fast
   * bytes really are copied. It can only be less: an image's own tables are written as well. With a limit, holes count
   * against it like data, and what is shown is how much of it is used, not 0 B/s at the limit.
   * @param speedLimit bytes a second: QEMU copies a whole chunk and then waits, so a short window may show more
   */
  show(speedLimit: number | undefined): Pick<DiskProgress, 'rate' | 'timeLeft'> {
    const through = this.progress.rate;
    if (through === undefined) return {};
    const timeLeft = this.timeLeft.seconds(speedLimit);
    return {
      rate: Math.min(through, speedLimit ?? this.written.rate ?? through),
      ...(timeLeft !== undefined && { timeLeft }),
    };
  }

  /** The disk stood still on purpose: that is not to be averaged with what comes. */
  restart(): void {
    for (const meter of [this.progress, this.written, this.timeLeft]) meter.restart();
  }
}
