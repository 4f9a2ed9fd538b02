import type { DiskProgress, DiskResult, DiskState, Outcome } from '../model';
import { filterOf } from '../names/runId';
import { GuestWrites } from './guestWrites';
import { HeldBack } from './heldBack';
import { diskState, hasEnded, jobOutcome, type JobReport } from './jobState';
import { limitOf } from './liftedSpeed';
import { Pace } from './pace';
import { Standstill } from './standstill';

/** What a disk is followed by; the rest where it is known already. */
export type TrackedDisk = Pick<DiskProgress, 'disk' | 'job' | 'target'> &
  Partial<DiskProgress> & {
    /** The node that holds the file of a growing image: how far it was written tells how much was copied. */
    growing?: string;
    /** Bytes that were to be copied, holes left out, as of the plan. */
    data?: number;
  };

/** How a job ended. */
export interface Ending {
  outcome: Outcome;
  error?: string;
}

/** How long a job must be paused to count as such, in milliseconds. */
const FLAP = 200;

/** What is known of one disk's job. */
export class DiskTrack {
  progress: DiskProgress;
  /** The node whose growth tells what was copied. */
  readonly growing: string | undefined;
  /** The node through which the guest reaches the disk meanwhile. */
  readonly filter: string | undefined;
  readonly guestWrites = new GuestWrites();
  ended?: Ending;
  private readonly pace: Pace;
  private readonly heldBack = new HeldBack();
  private readonly standstill = new Standstill();
  /** When it was first seen paused, in milliseconds. */
  private pausedAt: number | undefined;
  private side: DiskProgress['side'];
  private givenUp: string | undefined;

  /** @param stallTimeout how long no byte may move, in milliseconds */
  constructor(
    { growing, data, ...disk }: TrackedDisk,
    private readonly stallTimeout: number,
  ) {
    this.growing = growing;
    this.filter = filterOf(disk.job);
    this.pace = new Pace(data);
    this.progress = { state: 'starting', current: 0, total: 0, ...disk };
  }

  /** QEMU told of an I/O error. */
  noteError(operation: 'read' | 'write'): void {
    this.side = operation === 'read' ? 'source' : 'target';
  }

  /** It is aborted for an error of its target, which its job has not come upon. */
  giveUp(error: string): void {
    this.side = 'target';
    this.givenUp = error;
  }

  /** Whether its target may have kept the guest from writing; what nobody was told of may have been on that side. */
  get mayHaveHeldGuest(): boolean {
    const mayBeTarget = this.ended?.outcome === 'failed' && this.side !== 'source';
    return this.side === 'target' || mayBeTarget;
  }

  /** Whether the next look should come soon: it decides whether a pause is one. */
  get isInDoubt(): boolean {
    const { state } = this.progress;
    return this.pausedAt !== undefined && state !== 'paused' && state !== 'pausing';
  }

  /** Whether it was paused at the last look, be it for a moment only. */
  get isPaused(): boolean {
    return this.ended === undefined && this.pausedAt !== undefined;
  }

  /** How long it has stood still, in milliseconds. */
  get stillFor(): number {
    return this.standstill.soFar;
  }

  /**
   * @param written bytes that have arrived in the target, where that is known
   * @param told how the job ended by its events, which say it whatever the language of QEMU's host
   */
  update(now: number, report: JobReport, written: number | undefined, told: Ending | undefined): void {
    const { job, block } = report;
    const { 'current-progress': current, 'total-progress': total } = job;
    this.pace.add(now, { current, total }, written);
    this.heldBack.add(now, current);
    this.standstill.add(now, current);
    const speedLimit = block && limitOf(block.speed);
    const state = this.refine(now, diskState(report), speedLimit);
    const isMoving = state === 'running' || state === 'throttled';
    if (!isMoving) {
      this.pace.restart();
      this.heldBack.restart();
    }
    if (!isMoving && state !== 'pausing' && state !== 'stalled') this.standstill.restart();
    const { disk, job: id, target } = this.progress;
    this.progress = {
      disk,
      job: id,
      target,
      state,
      ...this.sinceOf(state, now),
      current,
      total,
      ...(isMoving && this.pace.show(speedLimit)),
      ...(speedLimit !== undefined && { speedLimit }),
      ...(state === 'io-error' && this.side !== undefined && { side: this.side }),
    };
    if (hasEnded(job))
      this.end(now, told?.outcome === 'cancelled' ? 'cancelled' : jobOutcome(job), job.error);
  }

  end(now: number, how: Outcome, why?: string): void {
    const isGivenUp = how === 'cancelled' && this.givenUp !== undefined;
    const outcome = isGivenUp ? 'failed' : how;
    const error = isGivenUp ? this.givenUp : why;
    this.ended = { outcome, ...(error !== undefined && { error }) };
    const { disk, job, target, total, current } = this.progress;
    this.progress = {
      disk,
      job,
      target,
      state: outcome,
      ...this.sinceOf(outcome, now),
      current: outcome === 'completed' ? total : current,
      total,
      ...(outcome === 'failed' && this.side !== undefined && { side: this.side }),
      ...(error !== undefined && { error }),
    };
  }

  /** @param because why the others were cancelled, where one failed */
  result(because: string | undefined): DiskResult {
    const { disk, target, current } = this.progress;
    const { outcome, error: own } = this.ended ?? { outcome: 'unknown' };
    const error = outcome === 'cancelled' ? because : own;
    return {
      disk,
      target,
      outcome,
      copied: current,
      ...(outcome === 'failed' && this.side !== undefined && { side: this.side }),
      ...(error !== undefined && { error }),
    };
  }

  private sinceOf(state: DiskState, now: number): Pick<DiskProgress, 'since'> {
    if (state !== this.progress.state) return { since: now };
    return this.progress.since === undefined ? {} : { since: this.progress.since };
  }

  /** What a job's state means in the light of what was seen before. */
  private refine(now: number, state: DiskState, speedLimit: number | undefined): DiskState {
    const isStill = this.standstill.beyond(speedLimit) >= this.stallTimeout;
    if (state === 'pausing' && isStill) return 'stalled';
    if (state === 'paused' || state === 'pausing') {
      // QEMU pauses every job for a moment whenever the block graph changes; that is not worth a word.
      this.pausedAt ??= now;
      return now - this.pausedAt < FLAP ? this.progress.state : state;
    }
    this.pausedAt = undefined;
    if (state !== 'running') return state;
    if (isStill) return 'stalled';
    return speedLimit !== undefined && this.heldBack.by(speedLimit) ? 'throttled' : state;
  }
}
