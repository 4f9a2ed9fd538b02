import { QmpDisconnectedError, type QmpClient, type QmpListener } from '../../qmp';
import { limitJobs, pauseJobs, resumeJobs } from '../jobs/controlJobs';
import { requestCancel, type CancelAnswer } from '../jobs/requestCancel';
import { findRun } from '../jobs/findRuns';
import type { DiskProgress, RunResult, RunSnapshot } from '../model';
import type { RunId } from '../names/runId';
import { settle, type Remains, type Results } from '../targets/settle';
import { goingState, isOutcome, totals } from '../jobs/totals';
import { Tracker, type TrackedDisk } from '../jobs/tracker';
import { watchJobs } from '../jobs/watchJobs';

/** How long the client that started a run has to take its outcome, in milliseconds, before another does. */
const OWNER_GRACE = 3000;
const OWNER_POLL = 100;

/**
 * How long jobs are watched before one is chosen to be cancelled, in milliseconds: if the storage of one hangs, it must
 * be that one, or QEMU's monitor freezes.
 */
const OBSERVATION = 1000;

/** A run whose jobs exist, with all that following it to its end needs. */
export interface Followed {
  run: RunId;
  name: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  disks: readonly TrackedDisk[];
  remains: Remains;
  /** `us`: started here, and cleared up at once; `maybe another`: whoever started it is given a moment to do that. */
  owner: 'us' | 'maybe another';
}

/** A backup that runs in QEMU, followed to its end. It owns neither the client nor the machine. */
export class BackupRun {
  readonly id: RunId;
  /** What became of the run. Never rejects: a lost connection is the outcome `unknown`. */
  readonly finished: Promise<RunResult>;
  private readonly tracker: Tracker;
  private readonly listeners = new Set<(snapshot: RunSnapshot) => void>();
  private cancelling: 'no' | 'requested' = 'no';
  private readonly firstLook = Date.now();
  private onObserved = () => {};
  /** Resolves once the jobs were watched long enough to tell one that stands still. */
  private readonly observed = new Promise<void>((resolve) => (this.onObserved = resolve));
  private result: RunResult | undefined;
  private endedAt: number | undefined;

  /** @param events a listener to all events, older than the run's first job or than the first look at it; taken over */
  constructor(
    private readonly client: QmpClient,
    private readonly followed: Followed,
    private readonly events: QmpListener,
  ) {
    this.id = followed.run;
    this.tracker = new Tracker(followed.disks);
    this.finished = this.follow();
  }

  /** The run as of the last look at it. */
  snapshot(): RunSnapshot {
    const { run, name, startedAt } = this.followed;
    const disks = this.tracker.disks.map((disk) => this.withRequest(disk));
    return {
      run,
      name,
      state: this.result?.outcome ?? goingState(disks),
      startedAt,
      ...(this.endedAt !== undefined && { endedAt: this.endedAt }),
      ...totals(disks),
      contact: { kind: 'answering' },
      disks,
    };
  }

  /** Calls a listener at each look at the jobs, and once more at the end. */
  onChange(listener: (snapshot: RunSnapshot) => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /**
   * Asks QEMU to abort the whole group. What came of it is told by `finished`: a backup may complete first.
   * @throws {QmpError} when QEMU does not answer
   */
  async cancel(): Promise<CancelAnswer> {
    if (this.tracker.unfinished.length > 1) await Promise.race([this.observed, this.finished]);
    const answer = await requestCancel(this.client, this.tracker.unfinished);
    if (answer === 'requested') {
      this.cancelling = 'requested';
      this.notify();
    }
    return answer;
  }

  /**
   * Pauses every disk that is being copied; QEMU first finishes what is under way.
   * @throws {QmpError} when QEMU does not answer
   */
  async pause(): Promise<void> {
    await pauseJobs(this.client, this.tracker.unfinished);
  }

  /**
   * Lets every disk go on that was paused, or that QEMU stopped after an I/O error.
   * @throws {QmpError} when QEMU does not answer
   */
  async resume(): Promise<void> {
    await resumeJobs(this.client, this.tracker.unfinished);
  }

  /**
   * Tries again what failed on the disks that QEMU stopped, for example after space was freed. Disks that somebody
   * paused stay so.
   * @throws {QmpError} when QEMU does not answer
   */
  async retry(): Promise<void> {
    const stopped = this.tracker.disks.filter(
      ({ state }) => state === 'out-of-space' || state === 'io-error',
    );
    await resumeJobs(
      this.client,
      stopped.map(({ job }) => job),
    );
  }

  /**
   * Limits how fast each disk is copied.
   * @param bytesPerSecond 0 takes the limit away
   * @throws {QmpError} when QEMU does not answer
   */
  async setSpeed(bytesPerSecond: number): Promise<void> {
    await limitJobs(this.client, this.tracker.unfinished, bytesPerSecond);
  }

  /** QEMU calls a job running until its I/O in flight is done; people are told that it is being cancelled. */
  private withRequest(disk: DiskProgress): DiskProgress {
    const isCancelling = this.cancelling === 'requested' && !isOutcome(disk.state);
    return isCancelling ? { ...disk, state: 'cancelling' } : disk;
  }

  private async follow(): Promise<RunResult> {
    let results: Results;
    try {
      await watchJobs(this.client, this.tracker, this.events, () => {
        if (Date.now() - this.firstLook >= OBSERVATION) this.onObserved();
        this.notify();
      });
      results = await this.clearUp(this.tracker.results);
    } catch (error) {
      // Without QEMU nobody can say whether its last writes arrived, even of a job that had concluded.
      this.tracker.lose(lostWords(error));
      results = withFiles(this.tracker.results, this.followed.remains);
    } finally {
      this.events.close();
    }
    this.result = { run: this.id, ...results };
    this.endedAt = Date.now();
    this.notify();
    return this.result;
  }

  private async clearUp(results: Results): Promise<Results> {
    const { owner, remains } = this.followed;
    if (owner === 'maybe another' && (await this.hasOwner())) return results;
    return settle(this.client, results, remains);
  }

  /** Whether another client clears up after the run, which it does as soon as the jobs have ended. */
  private async hasOwner(): Promise<boolean> {
    const deadline = Date.now() + OWNER_GRACE;
    while (await findRun(this.client, this.id)) {
      if (Date.now() >= deadline) return false;
      await this.events.next({ timeout: OWNER_POLL });
    }
    return true;
  }

  private notify(): void {
    const snapshot = this.snapshot();
    for (const listener of this.listeners) {
      try {
        listener(snapshot);
      } catch (error) {
        // Whoever looks on must not decide how a backup ends.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}

function lostWords(error: unknown): string {
  if (error instanceof QmpDisconnectedError) return 'QEMU, or the connection to it, went away.';
  return error instanceof Error ? error.message : String(error);
}

/** Says where the files of unknown state are. */
function withFiles({ outcome, disks }: Results, { files }: Remains): Results {
  const named = disks.map((disk) => {
    const file = files.find(({ target }) => target === disk.target);
    return file
      ? { ...disk, error: `${disk.error ?? ''} What it wrote so far is in "${file.writtenTo}".`.trim() }
      : disk;
  });
  return { outcome, disks: named };
}
