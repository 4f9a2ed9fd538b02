import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../../errorText';
import type { QmpClient } from '../../qmp';
import type { Tracker } from '../jobs/tracker';
import { isHeld, letGoOn } from '../machine/heldGuest';

/**
 * For how long it is looked whether a machine that goes on stays so, and the pause between two looks, in milliseconds.
 */
const WATCH = 500;
const LOOK = 50;

/** So long after a write of the guest has failed another one may, in milliseconds. */
const RECENT = 5000;

const WENT_ON =
  'QEMU had paused the machine at a write of its guest that failed ' +
  'while the backup ran: what a write replaces is copied to the target first. ' +
  'The machine goes on, and the guest has lost nothing.';
const HELD_AGAIN =
  'QEMU has paused the machine at an access of its guest that fails without the backup, ' +
  'too: look at the storage of its disks, and let it go on with "cont".';

/**
 * Keeps a target that cannot be written from holding up the guest for longer than it must. What a write of the guest
 * replaces is copied to the target first; where that fails, QEMU fails the write, and pauses the machine or tells the
 * guest, as the device's `werror` says. QEMU does not say whether it was the target or the disk itself. So the machine
 * is let go on, and looked at again: it tries the same write again, and is paused again where the disk is to blame.
 */
export class GuestGuard {
  /** How many failed writes the guest had been told of, by disk, when the backup was resumed or retried last. */
  private forgiven = new Map<string, number>();

  /** @param before whether QEMU had paused the machine before there was a job: then it is none of ours */
  constructor(
    private readonly tracker: Tracker,
    private readonly before: 'held' | 'free',
  ) {}

  /** Whether the machine is paused, and may be so because of the backup. */
  get isHolding(): boolean {
    return this.before === 'free' && this.tracker.isGuestHeld;
  }

  /** Whether the guest cannot write now, or could not a moment ago, and its backup may be why. */
  get isInTheWay(): boolean {
    return this.isHolding || this.tracker.refusals.some(({ at }) => Date.now() - at < RECENT);
  }

  /**
   * Whether disks wait for somebody to retry or resume them while the guest is told that its writes fail: no backup
   * may.
   */
  get mustEnd(): boolean {
    const { disks, refusals } = this.tracker;
    const isWaiting = (name: string) =>
      disks.some(
        ({ disk, state, side }) =>
          disk === name &&
          (state === 'out-of-space' || state === 'paused' || (state === 'io-error' && side !== 'source')),
      );
    return refusals.some(({ disk, count }) => count > (this.forgiven.get(disk) ?? 0) && isWaiting(disk));
  }

  /**
   * Lets the machine go on with the backup.
   * @throws {QmpError} when QEMU does not answer
   */
  async letGoOn(client: QmpClient): Promise<void> {
    this.forgiven = new Map(this.tracker.refusals.map(({ disk, count }) => [disk, count]));
    if (this.before === 'free') await letGoOn(client);
  }

  /**
   * Lets the machine go on once the jobs have ended, since nothing is copied any more. @returns what is to be said of
   * it
   */
  async release(client: QmpClient): Promise<string[]> {
    if (this.before === 'held' || !this.tracker.mayHaveHeldGuest) return [];
    try {
      if (!(await letGoOn(client))) return [];
      for (const end = Date.now() + WATCH; Date.now() < end; await sleep(LOOK))
        if (await isHeld(client)) return [HELD_AGAIN];
      return [WENT_ON];
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
      return (
        `QEMU told the guest that ${writes} to "${disk}" failed while ` +
        `the backup ran (${reason}); check the file systems in it.`
      );
    });
  }
}
