import type { QmpClient, QmpListener } from '../../qmp';
import { pauseJobs, resumeJobs } from '../jobs/controlJobs';
import type { CancelAnswer } from '../jobs/requestCancel';
import { goingState, isOutcome, totals } from '../jobs/totals';
import { Tracker } from '../jobs/tracker';
import type { DiskProgress, RunResult, RunSnapshot } from '../model';
import type { RunId } from '../names/runId';
import { Cancelling } from './cancelling';
import { resultOf } from './endLostRun';
import type { Followed } from './followed';
import { Following } from './following';
import { FreeSpace } from './freeSpace';
import { GuestGuard } from './guestGuard';
import { Intervention } from './intervention';
import { LiftedLimit } from './liftedLimit';
import { MonitorLink, reconnectTo } from './monitorLink';
import { withResult } from './withResult';

/** A backup that runs in QEMU, followed to its end. It owns neither the client nor the machine. */
export class BackupRun {
  readonly id: RunId;
  /** What became of the run. Never rejects: a lost connection is the outcome `unknown`. */
  readonly finished: Promise<RunResult>;
  private readonly tracker: Tracker;
  private readonly link: MonitorLink;
  private readonly freeSpace: FreeSpace;
  private readonly guard: GuestGuard;
  private readonly limit = new LiftedLimit();
  private readonly cancelling: Cancelling;
  private readonly following: Following;
  private readonly listeners = new Set<(snapshot: RunSnapshot) => void>();
  private result: RunResult | undefined;
  private endedAt: number | undefined;

  /** @param events a listener to all events, older than the run's first job or than the first look at it; taken over */
  constructor(
    client: QmpClient,
    private readonly followed: Followed,
    events: QmpListener,
  ) {
    this.id = followed.run;
    const onChange = () => this.notify();
    const tracker = new Tracker(followed.disks, followed.options.stallTimeout);
    const link = new MonitorLink({ client, events }, followed.reconnect ?? reconnectTo(client));
    const guard = new GuestGuard(tracker, followed.guestBefore ?? 'free');
    const freeSpace = new FreeSpace(followed.remains.locality);
    const cancelling = new Cancelling(link, tracker, followed, onChange);
    const { onError } = followed.options;
    const { limit } = this;
    const intervention = new Intervention({ link, tracker, cancelling, guard, limit, freeSpace, onError });
    const onLook = () => intervention.afterLook();
    this.following = new Following({ followed, link, tracker, guard, onChange, onLook });
    [this.tracker, this.link, this.guard, this.freeSpace] = [tracker, link, guard, freeSpace];
    this.cancelling = cancelling;
    this.finished = this.follow();
  }

  /** The run as of the last look at it. */
  snapshot(): RunSnapshot {
    const { run, name, startedAt } = this.followed;
    const disks = this.tracker.disks.map((disk) =>
      this.freeSpace.addTo(withResult(this.withRequest(disk), this.result)),
    );
    return {
      run,
      name,
      state: this.result?.outcome ?? goingState(disks),
      startedAt,
      ...(this.endedAt !== undefined && { endedAt: this.endedAt }),
      ...totals(disks),
      contact: this.following.contact,
      ...(this.result?.loss !== undefined && { loss: this.result.loss }),
      ...(this.guard.isHolding && { guest: 'paused' as const }),
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
   * @throws {QmpError} when QEMU has gone
   */
  cancel(): Promise<CancelAnswer> {
    return this.cancelling.ask();
  }

  /**
   * Pauses every disk that is being copied; QEMU first finishes what is under way.
   * @throws {BackupError} where a cancel that was begun cannot be withdrawn
   * @throws {QmpError} when QEMU does not answer
   */
  async pause(): Promise<void> {
    await this.cancelling.withdraw();
    await this.link.use((client) => pauseJobs(client, this.tracker.unfinished));
  }

  /**
   * Lets every disk go on that was paused, or that QEMU stopped after an I/O error, and the machine, where QEMU has
   * paused it because of them.
   * @throws {BackupError} where a cancel that was begun cannot be withdrawn
   * @throws {QmpError} when QEMU does not answer
   */
  async resume(): Promise<void> {
    await this.goOn(this.tracker.unfinished);
  }

  /**
   * Tries again what failed on the disks that QEMU stopped, for example after space was freed, and lets the machine go
   * on, where QEMU has paused it because of them. Disks that somebody paused stay so.
   * @throws {BackupError} where a cancel that was begun cannot be withdrawn
   * @throws {QmpError} when QEMU does not answer
   */
  async retry(): Promise<void> {
    const stopped = this.tracker.disks.filter(
      ({ state }) => state === 'out-of-space' || state === 'io-error',
    );
    const ids = stopped.map(({ job }) => job);
    await this.goOn(ids);
  }

  /**
   * Limits how fast each disk is copied.
   * @param bytesPerSecond 0 takes the limit away
   * @throws {QmpError} when QEMU does not answer
   */
  async setSpeed(bytesPerSecond: number): Promise<void> {
    await this.link.use((client) => this.limit.set(client, this.tracker.unfinished, bytesPerSecond));
  }

  /**
   * Stops following: the backup goes on in QEMU, with the speed limit that it was given, and `finished` tells that its
   * outcome is unknown here.
   */
  async leave(): Promise<void> {
    await this.cancelling.untilAsked();
    // Where QEMU does not answer, whoever follows the run next does it.
    const isReached = this.result === undefined && this.following.contact.kind === 'answering';
    if (isReached) await this.limit.end(this.link.client, this.tracker.unfinished).catch(() => {});
    await this.link.close();
  }

  private async goOn(jobs: readonly string[]): Promise<void> {
    await this.cancelling.withdraw();
    await this.link.use(async (client) => {
      await this.guard.letGoOn(client);
      await resumeJobs(client, jobs);
    });
  }

  /** QEMU calls a job running until its I/O in flight is done; people are told that it is being cancelled. */
  private withRequest(disk: DiskProgress): DiskProgress {
    const isCancelling = this.cancelling.isUnderWay && !isOutcome(disk.state);
    return isCancelling ? { ...disk, state: 'cancelling' } : disk;
  }

  private async follow(): Promise<RunResult> {
    const { kind, ending, notices } = await this.following.toTheEnd();
    this.result = {
      ...resultOf(this.id, ending),
      ...(kind === 'not kept' && { unsettled: true }),
      ...(notices.length > 0 && { notices }),
    };
    this.endedAt = ending.endedAt ?? Date.now();
    this.notify();
    return this.result;
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
