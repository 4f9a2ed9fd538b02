import type { QmpClient } from '../../qmp';
import { limitJobs } from '../jobs/controlJobs';
import { isOutcome } from '../jobs/totals';
import type { DiskProgress } from '../model';

/**
 * Takes the speed limit from a backup for as long as writes of the guest fail. Whether its target is to blame, QEMU says
 * of a job alone, when that comes upon the error itself; held back by a limit it would get there seconds later, or
 * minutes, and the guest waits all the while.
 */
export class LiftedLimit {
  /** Bytes a second, by job. */
  private readonly lifted = new Map<string, number>();

  /** @throws {QmpError} when QEMU does not answer; it is tried again with the next look then */
  async lift(client: QmpClient, disks: readonly DiskProgress[]): Promise<void> {
    for (const { job, state, speedLimit } of disks) {
      if (speedLimit === undefined || isOutcome(state)) continue;
      await limitJobs(client, [job], 0);
      this.lifted.set(job, speedLimit);
    }
  }

  /** Puts back what was lifted, where nobody has set another limit meanwhile. @throws {QmpError} when QEMU does not answer */
  async restore(client: QmpClient, disks: readonly DiskProgress[]): Promise<void> {
    for (const { job, state, speedLimit } of disks) {
      const limit = this.lifted.get(job);
      if (limit === undefined) continue;
      if (speedLimit === undefined && !isOutcome(state)) await limitJobs(client, [job], limit);
      this.lifted.delete(job);
    }
  }

  /** A limit is set anew: that counts. */
  forget(): void {
    this.lifted.clear();
  }
}
