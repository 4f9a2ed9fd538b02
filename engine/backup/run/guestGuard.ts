import type { QmpClient } from '../../qmp';
import { errorText } from '../../errorText';
import { limitJobs } from '../jobs/controlJobs';
import type { Tracker } from '../jobs/tracker';
import { letGoOn } from '../machine/heldGuest';

/** For how long a limit stays lifted at least, in milliseconds. */
const LIFTED_FOR = 2000;

const WENT_ON =
  'QEMU had paused the machine at a write of its guest: what a write replaces is copied to the target first, which could not be written. The machine goes on, and the guest has lost nothing.';

/**
 * Keeps a target that cannot be written from holding up the guest for longer than it must. What a write of the guest
 * replaces is copied to the target first; where that fails, QEMU fails the write, and pauses the machine or tells the
 * guest, as the device's `werror` says.
 */
export class GuestGuard {
  /** The limits of jobs that are lifted, in bytes a second, and since when. */
  private readonly lifted = new Map<string, { limit: number; since: number }>();

  constructor(private readonly tracker: Tracker) {}

  /**
   * Lifts the limit of jobs whose disk the guest cannot write to, so that they come upon the error themselves at once
   * rather than after the next pause that the limit makes: only then does QEMU let go of the guest. A limit comes back
   * where it was not the target's fault.
   * @returns `cancel` where jobs wait for somebody to retry while the guest is told that its writes fail
   * @throws {QmpError} when QEMU does not answer
   */
  async look(client: QmpClient, now: number): Promise<'go on' | 'cancel'> {
    const hindering = this.tracker.takeHindering();
    const { disks, refusals } = this.tracker;
    const waiting = disks.filter(({ state }) => state === 'out-of-space' || state === 'io-error');
    for (const disk of disks) {
      const { job, speedLimit } = disk;
      if (!hindering.includes(job) || waiting.includes(disk) || speedLimit === undefined) continue;
      this.lifted.set(job, { limit: speedLimit, since: now });
      await limitJobs(client, [job], 0);
    }
    const isOver = [...this.lifted.values()].every(({ since }) => now - since >= LIFTED_FOR);
    if (hindering.length === 0 && isOver) await this.restoreLimits(client);
    const isTold = waiting.some(
      ({ disk, side }) => side !== 'source' && refusals.some((one) => one.disk === disk),
    );
    return isTold ? 'cancel' : 'go on';
  }

  /**
   * Lets the machine go on that QEMU has paused because of this run's disks.
   * @throws {QmpError} when QEMU does not answer
   */
  async letGoOn(client: QmpClient): Promise<void> {
    await letGoOn(client, (node) => this.tracker.guestNodes.includes(node));
  }

  /**
   * Makes the limits count again that are lifted.
   * @throws {QmpError} when QEMU does not answer
   */
  async restoreLimits(client: QmpClient): Promise<void> {
    const limits = [...this.lifted];
    this.forgetLimits();
    for (const [job, { limit }] of limits) await limitJobs(client, [job], limit);
  }

  /** The user has set others. */
  forgetLimits(): void {
    this.lifted.clear();
  }

  /** Lets the machine go on once the jobs have ended, since nothing is copied any more. @returns what is to be said of it */
  async release(client: QmpClient): Promise<string[]> {
    if (!this.tracker.mayHaveHeldGuest) return [];
    try {
      return (await letGoOn(client, (node) => this.tracker.guestNodes.includes(node))) ? [WENT_ON] : [];
    } catch (error) {
      const reason = errorText(error);
      return [
        `QEMU may have paused the machine at a write of its guest; let it go on with "cont": ${reason}`,
      ];
    }
  }

  /** What the guest was told, in sentences. */
  get notices(): string[] {
    return this.tracker.refusals.map(({ disk, count, reason }) => {
      const writes = count === 1 ? 'a write' : `${count} writes`;
      return `QEMU told the guest that ${writes} to "${disk}" failed while the backup ran (${reason}); check the file systems in it.`;
    });
  }
}
