import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../../errorText';
import { QmpDisconnectedError, type QmpClient, type QmpListener } from '../../qmp';
import { awaitAnswer } from '../jobs/awaitAnswer';
import { pauseJobs, resumeJobs } from '../jobs/controlJobs';
import { requestCancel, type CancelAnswer } from '../jobs/requestCancel';
import { isKnown } from '../jobs/findRuns';
import type { Contact, DiskProgress, RunResult, RunSnapshot } from '../model';
import type { RunId } from '../names/runId';
import { isCancelMarked, markCancel, withdrawCancel } from '../records/cancelMark';
import { recordAbandonment, type Ending } from '../records/keepRecord';
import { resultOf } from './endLostRun';
import { keepOutcome, type Kept } from './keepOutcome';
import { goingState, isOutcome, totals } from '../jobs/totals';
import { Tracker } from '../jobs/tracker';
import { watchJobs } from '../jobs/watchJobs';
import { FreeSpace } from './freeSpace';
import { GuestGuard } from './guestGuard';
import { LiftedLimit } from './liftedLimit';
import type { Followed } from './followed';
import { MonitorLink, reconnectTo, RunLeftError } from './monitorLink';
import { settleFollowed } from './settleFollowed';
import { RunForgottenError, unknownEnding } from './unknownEnding';
import { withResult } from './withResult';

/** How long whoever leaves waits for a cancel to be asked for, in milliseconds. */
const CANCEL_PATIENCE = 1000;

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
  private contact: Contact = { kind: 'answering' };
  private readonly listeners = new Set<(snapshot: RunSnapshot) => void>();
  private cancelling: 'no' | 'requested' = 'no';
  private asking: Promise<CancelAnswer> | undefined;
  private intervening: Promise<void> | undefined;
  private readonly firstLook = Date.now();
  private result: RunResult | undefined;
  private endedAt: number | undefined;

  /** @param events a listener to all events, older than the run's first job or than the first look at it; taken over */
  constructor(
    client: QmpClient,
    private readonly followed: Followed,
    events: QmpListener,
  ) {
    this.id = followed.run;
    this.tracker = new Tracker(followed.disks, followed.options.stallTimeout);
    this.link = new MonitorLink({ client, events }, followed.reconnect ?? reconnectTo(client));
    this.freeSpace = new FreeSpace(followed.remains.locality);
    this.guard = new GuestGuard(this.tracker, followed.guestBefore ?? 'free');
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
      contact: this.contact,
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
    this.asking ??= this.askToCancel().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async askToCancel(): Promise<CancelAnswer> {
    // First, since it begins with a pause: where this program is killed in between, whoever comes next finishes it.
    await markCancel(this.followed.records, this.id);
    const answer = await this.link.use((client) => requestCancel(client, this.tracker.unfinished));
    if (answer !== 'ended') {
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
    await withdrawCancel(this.followed.records, this.id);
    await this.link.use((client) => pauseJobs(client, this.tracker.unfinished));
  }

  /**
   * Lets every disk go on that was paused, or that QEMU stopped after an I/O error, and the machine, where QEMU has
   * paused it because of them.
   * @throws {QmpError} when QEMU does not answer
   */
  async resume(): Promise<void> {
    await withdrawCancel(this.followed.records, this.id);
    await this.goOn(this.tracker.unfinished);
  }

  /**
   * Tries again what failed on the disks that QEMU stopped, for example after space was freed, and lets the machine go
   * on, where QEMU has paused it because of them. Disks that somebody paused stay so.
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
    // A cancel that is being asked for mostly takes a few milliseconds more, and would leave the jobs paused.
    const asked = this.asking?.catch(() => {});
    if (asked) await Promise.race([asked, sleep(CANCEL_PATIENCE, undefined, { ref: false })]);
    // Where QEMU does not answer, whoever follows the run next does it.
    const isReached = this.result === undefined && this.contact.kind === 'answering';
    if (isReached) await this.limit.end(this.link.client, this.tracker.unfinished).catch(() => {});
    await this.link.close();
  }

  private async goOn(jobs: readonly string[]): Promise<void> {
    await this.link.use(async (client) => {
      await this.guard.letGoOn(client);
      await resumeJobs(client, jobs);
    });
  }

  /** QEMU calls a job running until its I/O in flight is done; people are told that it is being cancelled. */
  private withRequest(disk: DiskProgress): DiskProgress {
    const isCancelling = this.cancelling === 'requested' && !isOutcome(disk.state);
    return isCancelling ? { ...disk, state: 'cancelling' } : disk;
  }

  private async follow(): Promise<RunResult> {
    let kept: Kept;
    try {
      kept = await this.toTheEnd();
    } catch (error) {
      // Without QEMU nobody can say whether its last writes arrived, even of a job that had concluded.
      this.tracker.lose(Date.now(), errorText(error));
      const ending = await unknownEnding(this.tracker.results.disks, { error }, this.followed.remains);
      const hasLeft = error instanceof RunLeftError;
      kept = await (hasLeft ? this.giveUp(ending) : keepOutcome(this.followed.records, this.id, ending));
    }
    await this.link.close();
    const notices = [...this.followed.notices, ...kept.notices];
    this.result = { ...resultOf(this.id, kept.ending), ...(notices.length > 0 && { notices }) };
    this.endedAt = kept.ending.endedAt ?? Date.now();
    this.notify();
    return this.result;
  }

  /** Leaves a run that goes on: nobody knows its end yet, and whoever comes next need not wait for this program. */
  private async giveUp(ending: Ending): Promise<Kept> {
    const { owner, records } = this.followed;
    const trouble = owner === 'us' ? await recordAbandonment(records, this.id) : undefined;
    return { kind: 'not kept', ending, notices: trouble === undefined ? [] : [trouble] };
  }

  /** Watches the jobs and clears up after them, in one session after the other where some are lost. */
  private async toTheEnd(): Promise<Kept> {
    for (let sessions = 1; ; sessions += 1) {
      try {
        if (sessions > 1) await this.makeSureItIsThere();
        await this.watch();
        const kept = await awaitAnswer(this.leaveQemu(), (since) => this.isSilent(since));
        this.contact = { kind: 'answering' };
        return kept;
      } catch (error) {
        if (!(error instanceof QmpDisconnectedError)) throw error;
        this.isSilent(Date.now(), 'lost');
        await this.link.restore();
      }
    }
  }

  private watch(): Promise<void> {
    const { client, events } = this.link;
    return watchJobs(this.tracker, {
      client,
      events,
      began: this.firstLook,
      pollInterval: this.followed.options.pollInterval,
      onLook: () => {
        this.contact = { kind: 'answering' };
        this.notify();
        // Where it cannot be asked now, a later look does; one that still asks is not joined by another.
        this.intervening ??= this.intervene()
          .catch(() => {})
          .finally(() => (this.intervening = undefined));
      },
      onSilent: (since) => this.isSilent(since),
    });
  }

  /** Joins a cancel by another program, and ends a backup that must not hold up the guest any longer. */
  private async intervene(): Promise<void> {
    if (this.cancelling !== 'no') return;
    // A cancel begins with a pause, and is on record before.
    if (this.tracker.isPaused && (await isCancelMarked(this.followed.records, this.id))) {
      this.cancelling = 'requested';
      this.notify();
      return void (await this.cancel());
    }
    if (this.guard.isHolding && this.followed.options.onError === 'report') {
      // With a speed limit it can take minutes before a job comes upon it itself.
      const open = this.tracker.disks.filter(({ state }) => !isOutcome(state));
      const full = await this.freeSpace.findFull(open);
      for (const { job } of full) this.tracker.giveUp(job, 'No space left on device');
      if (full.length > 0) return void (await this.cancel());
    }
    if (this.guard.mustEnd) return void (await this.cancel());
    const { client } = this.link;
    const mustHurry = this.guard.isInTheWay && this.followed.options.onError === 'report';
    if (mustHurry) await this.limit.lift(client, this.tracker.unfinished);
    else await this.limit.restore(client, this.tracker.unfinished);
  }

  /**
   * A machine that was started anew at the same address knows nothing of what this one's files lack, and nothing that
   * it says is about this run.
   * @throws {RunForgottenError} where it is such a one
   */
  private async makeSureItIsThere(): Promise<void> {
    const isThere = await awaitAnswer(isKnown(this.link.client, this.id), (since) => this.isSilent(since));
    if (!isThere) throw new RunForgottenError();
  }

  private isSilent(since: number, session?: 'lost'): void {
    const before = this.contact.kind === 'silent' ? this.contact.since : since;
    this.contact = { kind: 'silent', since: before, ...(session && { session }) };
    this.notify();
  }

  /** The guest is let go on first, and the rest is cleared up. */
  private async leaveQemu(): Promise<Kept> {
    const before = await this.guard.release(this.link.client);
    const kept = await settleFollowed(this.link, this.followed, this.tracker.results);
    // QEMU pauses a machine a moment after the write has failed, and the job may have failed sooner.
    const after = before.length > 0 ? [] : await this.guard.release(this.link.client);
    return { ...kept, notices: [...before, ...after, ...this.guard.notices, ...kept.notices] };
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
