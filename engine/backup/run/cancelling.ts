import { setTimeout as sleep } from 'node:timers/promises';
import type { QmpClient } from '../../qmp';
import { requestCancel, type CancelAnswer } from '../jobs/requestCancel';
import type { Tracker } from '../jobs/tracker';
import { isCancelMarked, markCancel, withdrawCancel } from '../records/cancelMark';
import type { Followed } from './followed';
import type { MonitorLink } from './monitorLink';

/** How long whoever leaves waits for a cancel to be asked for, in milliseconds: the jobs come to a rest before. */
const PATIENCE = 4000;

/** How a run that is followed is cancelled: for whoever asks here, and for another program that has gone halfway. */
export class Cancelling {
  private asking: Promise<CancelAnswer> | undefined;
  /** The session in which QEMU was asked last: what it has not read when that is lost, it never will. */
  private askedIn: QmpClient | undefined;
  private isJoining = false;

  /** @param onChange called where {@link isUnderWay} may have changed */
  constructor(
    private readonly link: MonitorLink,
    private readonly tracker: Tracker,
    private readonly followed: Pick<Followed, 'run' | 'records'>,
    private readonly onChange: () => void,
  ) {}

  /** Whether QEMU was asked to abort the group, or is being asked to, since another program wants it. */
  get isUnderWay(): boolean {
    return this.isJoining || this.askedIn === this.link.client;
  }

  /**
   * Asks QEMU to abort the whole group, in the next session where one is lost in between. Whoever asks meanwhile gets
   * the same answer.
   * @throws {QmpError} when QEMU has gone
   */
  ask(): Promise<CancelAnswer> {
    this.asking ??= this.askQemu().finally(() => (this.asking = undefined));
    return this.asking;
  }

  /**
   * Finishes a cancel that was begun, by whichever program, and that QEMU may not know of.
   * @returns whether there was one
   * @throws {QmpError} when QEMU has gone, or refuses; a later look tries it again
   */
  async finish(): Promise<'finished' | 'none begun'> {
    const isAskedInLost = this.askedIn !== undefined && this.askedIn !== this.link.client;
    // It begins with a pause, and is noted before; the jobs may have been far from their pause as a session was lost.
    const mayBeBegun = isAskedInLost || this.tracker.isPaused;
    const { records, run } = this.followed;
    if (!mayBeBegun || !(await isCancelMarked(records, run))) return 'none begun';
    this.isJoining = true;
    this.onChange();
    try {
      await this.ask();
    } finally {
      this.isJoining = false;
      this.onChange();
    }
    return 'finished';
  }

  /**
   * Gives up a cancel that was begun and not finished, before the jobs are paused or go on.
   * @throws {BackupError} where that cannot be noted
   */
  async withdraw(): Promise<void> {
    await withdrawCancel(this.followed.records, this.followed.run);
  }

  /** Waits a moment for a cancel that is being asked for: it would leave the jobs paused. */
  async untilAsked(): Promise<void> {
    const asked = this.asking?.catch(() => {});
    if (asked) await Promise.race([asked, sleep(PATIENCE, undefined, { ref: false })]);
  }

  private async askQemu(): Promise<CancelAnswer> {
    const { records, run } = this.followed;
    // Where this program is killed in between, whoever comes next finishes it. That it cannot be noted, as on a full
    // disk, must not keep a backup from being cancelled.
    await markCancel(records, run).catch(() => {});
    return this.link.use(async (client) => {
      const answer = await requestCancel(client, this.tracker.unfinished);
      if (answer !== 'ended') {
        this.askedIn = client;
        this.onChange();
      }
      return answer;
    });
  }
}
