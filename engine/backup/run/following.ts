import { errorText } from '../../errorText';
import { QmpDisconnectedError } from '../../qmp';
import { awaitAnswer } from '../jobs/awaitAnswer';
import { isKnown } from '../jobs/findRuns';
import type { Tracker } from '../jobs/tracker';
import { watchJobs } from '../jobs/watchJobs';
import type { Contact } from '../model';
import { recordAbandonment, type Ending } from '../records/keepRecord';
import type { Followed } from './followed';
import type { GuestGuard } from './guestGuard';
import { keepOutcome, type Kept } from './keepOutcome';
import { RunLeftError, type MonitorLink } from './monitorLink';
import { settleFollowed } from './settleFollowed';
import { RunForgottenError, unknownEnding } from './unknownEnding';

/** What a run is followed with. */
interface FollowingParts {
  followed: Followed;
  link: MonitorLink;
  tracker: Tracker;
  guard: GuestGuard;
  /** Called after each look at the jobs, and where QEMU does not answer. */
  onChange: () => void;
  /** Called after each look at the jobs, once it was told. */
  onLook: () => void;
}

/** Follows a run to its end, in one session after the other where some are lost, and clears up after it. */
export class Following {
  /** Whether QEMU answers. */
  contact: Contact = { kind: 'answering' };
  private readonly firstLook = Date.now();

  constructor(private readonly parts: FollowingParts) {}

  /** @returns what became of the run; never rejects: a lost connection is the outcome `unknown` */
  async toTheEnd(): Promise<Kept> {
    const { followed, link } = this.parts;
    const kept = await this.inSessions().catch((error: unknown) => this.withoutQemu(error));
    await link.close();
    return { ...kept, notices: [...followed.notices, ...kept.notices] };
  }

  /** Without QEMU nobody can say whether its last writes arrived, even of a job that had concluded. */
  private async withoutQemu(error: unknown): Promise<Kept> {
    const { tracker, followed } = this.parts;
    tracker.lose(Date.now(), errorText(error));
    const ending = await unknownEnding(tracker.results.disks, { error }, followed.remains);
    const hasLeft = error instanceof RunLeftError;
    return hasLeft ? this.giveUp(ending) : keepOutcome(followed.records, followed.run, ending);
  }

  /** Leaves a run that goes on: nobody knows its end yet, and whoever comes next need not wait for this program. */
  private async giveUp(ending: Ending): Promise<Kept> {
    const { owner, records, run } = this.parts.followed;
    const trouble = owner === 'us' ? await recordAbandonment(records, run) : undefined;
    return { kind: 'not kept', ending, notices: trouble === undefined ? [] : [trouble] };
  }

  /** Watches the jobs and clears up after them, in one session after the other where some are lost. */
  private async inSessions(): Promise<Kept> {
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
        await this.parts.link.restore();
      }
    }
  }

  private watch(): Promise<void> {
    const { link, tracker, followed, onChange, onLook } = this.parts;
    return watchJobs(tracker, {
      client: link.client,
      events: link.events,
      began: this.firstLook,
      pollInterval: followed.options.pollInterval,
      onLook: () => {
        this.contact = { kind: 'answering' };
        onChange();
        onLook();
      },
      onSilent: (since) => this.isSilent(since),
    });
  }

  /**
   * A machine that was started anew at the same address knows nothing of what this one's files lack, and nothing that
   * it says is about this run.
   * @throws {RunForgottenError} where it is such a one
   */
  private async makeSureItIsThere(): Promise<void> {
    const { link, followed } = this.parts;
    const isThere = await awaitAnswer(isKnown(link.client, followed.run), (since) => this.isSilent(since));
    if (!isThere) throw new RunForgottenError();
  }

  private isSilent(since: number, session?: 'lost'): void {
    const before = this.contact.kind === 'silent' ? this.contact.since : since;
    this.contact = { kind: 'silent', since: before, ...(session && { session }) };
    this.parts.onChange();
  }

  /** The guest is let go on first, and the rest is cleared up. */
  private async leaveQemu(): Promise<Kept> {
    const { link, followed, tracker, guard } = this.parts;
    const before = await guard.release(link.client);
    const kept = await settleFollowed(link, followed, tracker.results);
    // QEMU pauses a machine a moment after the write has failed, and the job may have failed sooner.
    const after = before.length > 0 ? [] : await guard.release(link.client);
    return { ...kept, notices: [...before, ...after, ...guard.notices, ...kept.notices] };
  }
}
