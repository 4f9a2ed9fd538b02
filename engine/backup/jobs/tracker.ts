import type { BlockJob, Job, QmpEvent } from '../../qmp';
import type { DiskProgress, DiskResult, Outcome } from '../model';
import { DiskTrack, type Ending, type TrackedDisk } from './diskTrack';
import { groupOutcome, jobOutcome } from './jobState';

/** What QEMU answers at one look at its jobs. */
export interface Look {
  jobs: readonly Job[];
  blockJobs: readonly BlockJob[];
  /** Whether QEMU has paused the machine, because an access of its guest failed. */
  isGuestHeld: boolean;
  /** Bytes from the start to the highest one written, by node. */
  written: ReadonlyMap<string, number>;
}

/** Follows the jobs of one run by what QEMU's polls and events say. Does no I/O of its own. */
export class Tracker {
  private readonly tracks: Map<string, DiskTrack>;
  /** How jobs ended by their events: the only word on a job that somebody else dismissed. */
  private readonly told = new Map<string, Ending>();
  /** Whether QEMU had paused the machine at the last look, because an access of its guest failed. */
  isGuestHeld = false;
  private wasGuestHeld = false;

  /** @param stallTimeout how long no byte of a disk may move, in milliseconds */
  constructor(disks: readonly TrackedDisk[], stallTimeout: number) {
    this.tracks = new Map(disks.map((disk) => [disk.job, new DiskTrack(disk, stallTimeout)]));
  }

  /** Takes an event of QEMU; those of other jobs are passed over. */
  note(event: QmpEvent): void {
    if (event.name === 'BLOCK_JOB_CANCELLED') this.told.set(event.data.device, { outcome: 'cancelled' });
    if (event.name === 'BLOCK_JOB_ERROR') this.tracks.get(event.data.device)?.noteError(event.data.operation);
    if (event.name === 'BLOCK_JOB_COMPLETED') {
      const { device, error } = event.data;
      this.told.set(device, { outcome: jobOutcome(event.data), ...(error !== undefined && { error }) });
    }
    if (event.name === 'BLOCK_IO_ERROR' && event.data.operation === 'write') {
      const { action, reason, 'node-name': node } = event.data;
      const track = [...this.tracks.values()].find(({ filter }) => filter !== undefined && filter === node);
      if (action === 'report') track?.guestWrites.refuse(reason);
      this.wasGuestHeld ||= action === 'stop';
    }
  }

  /** Takes note that a job is aborted for an error of its target, which the job itself has not come upon. */
  giveUp(job: string, error: string): void {
    this.tracks.get(job)?.giveUp(error);
  }

  /** Takes what a look showed, at a time in milliseconds. */
  update(now: number, { jobs, blockJobs, isGuestHeld, written }: Look): void {
    this.isGuestHeld = isGuestHeld;
    this.wasGuestHeld ||= isGuestHeld;
    for (const [id, track] of this.tracks) {
      if (track.ended) continue;
      const job = jobs.find((candidate) => candidate.id === id);
      const told = this.told.get(id);
      if (job) {
        const block = blockJobs.find((candidate) => candidate.device === id);
        track.update(now, { job, block }, written.get(track.growing ?? ''), told);
      } else {
        // Somebody else has dismissed it.
        track.end(now, told?.outcome ?? 'unknown', told?.error);
      }
    }
  }

  /** QEMU went away: what a job had reported is no longer worth anything, since its last writes may be lost. */
  lose(now: number, reason: string): void {
    for (const track of this.tracks.values())
      if (track.ended?.outcome !== 'failed') track.end(now, 'unknown', reason);
  }

  get allEnded(): boolean {
    return [...this.tracks.values()].every((track) => track.ended);
  }

  /** Whether the next look should come soon. */
  get isInDoubt(): boolean {
    return [...this.tracks.values()].some((track) => track.isInDoubt);
  }

  /** Whether a job was paused at the last look, be it for a moment only. */
  get isPaused(): boolean {
    return [...this.tracks.values()].some((track) => track.isPaused);
  }

  /** The nodes whose growth tells what was copied, of the disks that are under way. */
  get growing(): string[] {
    const open = [...this.tracks.values()].filter((track) => !track.ended);
    return open.flatMap(({ growing }) => (growing === undefined ? [] : [growing]));
  }

  /** Whether a target may have kept the guest from writing, so that the machine may be paused for it. */
  get mayHaveHeldGuest(): boolean {
    return this.wasGuestHeld || [...this.tracks.values()].some((track) => track.mayHaveHeldGuest);
  }

  /** How often QEMU told the guest that a write had failed, and why and when last, for each disk where it did. */
  get refusals(): { disk: string; count: number; reason: string; at: number }[] {
    return [...this.tracks.values()].flatMap(
      ({ progress: { disk }, guestWrites: { refused, reason, at } }) =>
        refused === 0 ? [] : [{ disk, count: refused, reason, at }],
    );
  }

  get disks(): DiskProgress[] {
    return [...this.tracks.values()].map((track) => track.progress);
  }

  /** The ids of the jobs still under way; the one that has stood still the longest comes first. */
  get unfinished(): string[] {
    const open = [...this.tracks].filter(([, track]) => !track.ended);
    return open.toSorted(([, a], [, b]) => b.stillFor - a.stillFor).map(([id]) => id);
  }

  /** What became of each disk; a disk that fell with another says so. */
  get results(): { outcome: Outcome; disks: DiskResult[] } {
    const tracks = [...this.tracks.values()];
    const failed = tracks.filter((track) => track.ended?.outcome === 'failed');
    const culprits = failed.map((track) => track.progress.disk).join(' and ');
    const because = culprits === '' ? undefined : `Cancelled because ${culprits} failed.`;
    return {
      outcome: groupOutcome(tracks.map((track) => track.ended?.outcome ?? 'unknown')),
      disks: tracks.map((track) => track.result(because)),
    };
  }
}
