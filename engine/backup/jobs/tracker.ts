import type { BlockJob, Job, QmpEvent } from '../../qmp';
import { diskState, groupOutcome, hasEnded, jobOutcome } from './jobState';
import type { DiskProgress, DiskResult, Outcome } from '../model';
import { RateMeter } from './rateMeter';

/** What a disk is followed by; the rest where it is known already. */
export type TrackedDisk = Pick<DiskProgress, 'disk' | 'job' | 'target'> & Partial<DiskProgress>;

/** How a job ended. */
interface Ending {
  outcome: Outcome;
  error?: string;
}

/** What is known of one disk's job. */
class DiskTrack {
  readonly rate = new RateMeter();
  progress: DiskProgress;
  /** When `current` last changed, in milliseconds. */
  changedAt = 0;
  ended?: Ending;
  private pausedOnce = false;

  constructor(disk: TrackedDisk) {
    this.progress = { state: 'starting', current: 0, total: 0, ...disk };
  }

  /** @param told how the job ended by its events, which say it whatever the language of QEMU's host */
  update(now: number, job: Job, block: BlockJob | undefined, told: Ending | undefined): void {
    const { 'current-progress': current, 'total-progress': total } = job;
    if (current !== this.progress.current || this.changedAt === 0) this.changedAt = now;
    this.rate.add(now, current);
    const state = diskState({ job, block });
    // QEMU pauses every job for a moment whenever the block graph changes: only a second look counts.
    const flap = state === 'paused' && !this.pausedOnce;
    this.pausedOnce = state === 'paused';
    const rate = this.rate.rate;
    this.progress = {
      ...this.progress,
      state: flap ? this.progress.state : state,
      current,
      total,
      ...(rate !== undefined && { rate }),
    };
    if (hasEnded(job)) this.end(told?.outcome === 'cancelled' ? 'cancelled' : jobOutcome(job), job.error);
  }

  end(outcome: Outcome, error?: string): void {
    this.ended = { outcome, ...(error !== undefined && { error }) };
    const { rate: _, ...progress } = this.progress;
    const current = outcome === 'completed' ? progress.total : progress.current;
    this.progress = { ...progress, current, state: outcome, ...(error !== undefined && { error }) };
  }
}

/** Follows the jobs of one run by what QEMU's polls and events say. Does no I/O of its own. */
export class Tracker {
  private readonly tracks: Map<string, DiskTrack>;
  /** How jobs ended by their events: the only word on a job that somebody else dismissed. */
  private readonly told = new Map<string, Ending>();

  constructor(disks: readonly TrackedDisk[]) {
    this.tracks = new Map(disks.map((disk) => [disk.job, new DiskTrack(disk)]));
  }

  /** Takes an event of QEMU; those of other jobs are passed over. */
  note(event: QmpEvent): void {
    if (event.name === 'BLOCK_JOB_CANCELLED') this.told.set(event.data.device, { outcome: 'cancelled' });
    if (event.name === 'BLOCK_JOB_COMPLETED') {
      const { device, error } = event.data;
      this.told.set(device, { outcome: jobOutcome(event.data), ...(error !== undefined && { error }) });
    }
  }

  /** Takes the answers to `query-jobs` and `query-block-jobs`, read at a time in milliseconds. */
  update(now: number, jobs: readonly Job[], blockJobs: readonly BlockJob[]): void {
    for (const [id, track] of this.tracks) {
      if (track.ended) continue;
      const job = jobs.find((candidate) => candidate.id === id);
      if (job) {
        track.update(
          now,
          job,
          blockJobs.find((candidate) => candidate.device === id),
          this.told.get(id),
        );
      } else {
        const { outcome, error } = this.told.get(id) ?? {
          outcome: 'unknown',
          error: 'Another client dismissed the job.',
        };
        track.end(outcome, error);
      }
    }
  }

  /** QEMU went away: what a job had reported is no longer worth anything, since its last writes may be lost. */
  lose(reason: string): void {
    for (const track of this.tracks.values())
      if (track.ended?.outcome !== 'failed') track.end('unknown', reason);
  }

  get allEnded(): boolean {
    return [...this.tracks.values()].every((track) => track.ended);
  }

  get disks(): DiskProgress[] {
    return [...this.tracks.values()].map((track) => track.progress);
  }

  /** The ids of the jobs still under way; the one that has made no progress for the longest time comes first. */
  get unfinished(): string[] {
    const open = [...this.tracks].filter(([, track]) => !track.ended);
    return open.toSorted(([, a], [, b]) => a.changedAt - b.changedAt).map(([id]) => id);
  }

  /** What became of each disk; a disk that fell with another says so. */
  get results(): { outcome: Outcome; disks: DiskResult[] } {
    const tracks = [...this.tracks.values()];
    const outcome = groupOutcome(tracks.map((track) => track.ended?.outcome ?? 'unknown'));
    const culprits = tracks
      .filter((track) => track.ended?.outcome === 'failed')
      .map((track) => track.progress.disk);
    const because = culprits.length > 0 ? `Cancelled because ${culprits.join(' and ')} failed.` : undefined;
    const disks = tracks.map(
      ({ progress: { disk, target, current }, ended = { outcome: 'unknown' } }): DiskResult => {
        const error = ended.outcome === 'cancelled' ? because : ended.error;
        return {
          disk,
          target,
          outcome: ended.outcome,
          copied: current,
          ...(error !== undefined && { error }),
        };
      },
    );
    return { outcome, disks };
  }
}
