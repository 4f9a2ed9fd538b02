import type { DiskProgress } from '../model';
import { RateMeter } from './rateMeter';

/** How far back the estimate looks, in milliseconds: it is to be steady rather than quick. */
const WINDOW = 15_000;
/** How long something must have been watched before its rate says anything, in milliseconds. */
const LEAST_SPAN = 1000;
/** How far what a disk is said to hold may be off: an image has tables, and its guest writes on. */
const TOLERANCE = 0.05;

/**
 * How long one disk will still take. QEMU counts a hole as done the moment it skips it, a terabyte in no time, and has
 * many chunks under way while it does: so neither how much of the disk is done nor how fast that grows says how much is
 * left to be copied. What says it is how much the disk held at the plan, less what has arrived in the target. Where
 * that cannot be told, nothing is said before what is left of the disk can be no holes. With a speed limit it is
 * simpler, since QEMU lets holes count like data.
 */
export class TimeLeft {
  /** How fast the job goes through the disk, holes included. */
  private readonly through = new RateMeter(WINDOW);
  /** The same since what is left can be no holes: the leap over the last of them is no part of the pace. */
  private readonly throughData = new RateMeter(WINDOW);
  /** How fast data arrive in the target. */
  private readonly arriving = new RateMeter(WINDOW);
  private state: Pick<DiskProgress, 'current' | 'total'> = { current: 0, total: 0 };
  private written: number | undefined;

  /** @param data bytes that were to be copied, holes left out, as of the plan; absent where nobody has looked */
  constructor(private readonly data: number | undefined) {}

  /**
   * Takes a reading at a time in milliseconds.
   * @param written bytes that have arrived in the target, where that is known
   */
  add(time: number, { current, total }: Pick<DiskProgress, 'current' | 'total'>, written?: number): void {
    this.state = { current, total };
    this.written = written;
    this.through.add(time, current);
    const most = (this.data ?? Infinity) * (1 + TOLERANCE);
    if (total > 0 && total - current <= most) this.throughData.add(time, current);
    if (written !== undefined) this.arriving.add(time, written);
  }

  /**
   * Seconds; `undefined` while it cannot be told.
   * @param speedLimit bytes a second
   */
  seconds(speedLimit?: number): number | undefined {
    const rest = Math.max(0, this.state.total - this.state.current);
    const left = this.dataLeft(rest);
    if (speedLimit !== undefined) {
      const rate = Math.min(rateOf(this.through), speedLimit);
      const data = left ?? rest;
      return rate > 0 ? data / rate + (rest - data) / speedLimit : undefined;
    }
    const rate = rateOf(this.written === undefined ? this.throughData : this.arriving);
    return left !== undefined && rate > 0 ? left / rate : undefined;
  }

  /** The disk stood still on purpose: that is not to be averaged with what comes. */
  restart(): void {
    for (const meter of [this.through, this.throughData, this.arriving]) meter.restart();
  }

  /** Bytes still to be copied, holes left out; `undefined` where nobody knows. */
  private dataLeft(rest: number): number | undefined {
    const { data, written } = this;
    // While some of it may be holes there is no pace to tell the time by.
    if (written === undefined) return rest;
    if (data === undefined) return written >= this.state.current * (1 - TOLERANCE) ? rest : undefined;
    const left = data - written;
    // What was known of the disk was too little, or more than there is room for.
    if (left <= 0 || left - rest > data * TOLERANCE) return undefined;
    return Math.min(left, rest);
  }
}

/** Bytes a second; 0 while too little was seen. */
function rateOf(meter: RateMeter): number {
  return meter.span < LEAST_SPAN ? 0 : (meter.rate ?? 0);
}
