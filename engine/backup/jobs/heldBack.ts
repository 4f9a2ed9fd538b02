import { RateMeter } from './rateMeter';
import { isBelowMeasure, LARGEST_CHUNK } from './standstill';

/** How far back a judgement looks, in milliseconds. */
const WINDOW = 5000;
/** How long a job must have been watched, in milliseconds; and for how many chunks, since it moves by whole ones. */
const LEAST_SPAN = 2000;
const LEAST_CHUNKS = 4;
/**
 * From which part of its limit on a job is held back by that, and below which it no longer is. Between them it stays.
 */
const FROM = 0.9;
const UNTIL = 0.75;

/** Whether a job is held back by its limit rather than by its storage. */
export class HeldBack {
  private readonly progress = new RateMeter(WINDOW);
  private verdict: 'yes' | 'no' = 'no';

  /** Takes a reading: bytes done so far, at a time in milliseconds. */
  add(time: number, bytes: number): void {
    this.progress.add(time, bytes);
  }

  /** @param speedLimit bytes a second */
  by(speedLimit: number): boolean {
    if (isBelowMeasure(speedLimit)) return true;
    const { span, rate = 0 } = this.progress;
    if (span < Math.max(LEAST_SPAN, (LEAST_CHUNKS * LARGEST_CHUNK * 1000) / speedLimit))
      return this.verdict === 'yes';
    // The chunk that is under way counts in its favour.
    const part = (rate + (LARGEST_CHUNK * 1000) / span) / speedLimit;
    if (part >= FROM) this.verdict = 'yes';
    else if (part < UNTIL) this.verdict = 'no';
    return this.verdict === 'yes';
  }

  /** What stood still on purpose begins anew. */
  restart(): void {
    this.progress.restart();
  }
}
