import type { BlockJob, QmpClient } from '../../qmp';
import { ANSWER_TIMEOUT, limitJobs } from '../jobs/controlJobs';
import { liftedLimitOf, liftedSpeed, limitOf } from '../jobs/liftedSpeed';

/**
 * Takes the speed limit from a backup for as long as writes of the guest fail. Whether its target is to blame, QEMU
 * says of a job alone, when that comes upon the error itself; held back by a limit it would get there seconds later, or
 * minutes, and the guest waits all the while.
 *
 * What is to be put back is known to QEMU alone (`jobs/liftedSpeed.ts`), and it is asked right before. So whoever
 * follows the run next can do it, and a limit that somebody sets meanwhile counts.
 */
export class LiftedLimit {
  /** Whoever followed the run before may have lifted it. */
  private isLifted: 'maybe' | 'no' = 'maybe';
  /** What is done with the speed is done one after the other. */
  private turn: Promise<unknown> = Promise.resolve();
  private hasEnded = false;

  /** Limits jobs. @param bytesPerSecond 0 takes the limit away @throws {QmpError} when QEMU does not answer */
  async set(client: QmpClient, jobs: readonly string[], bytesPerSecond: number): Promise<void> {
    await this.inTurn(() => limitJobs(client, jobs, bytesPerSecond));
  }

  /** @throws {QmpError} when QEMU does not answer; it is tried again with the next look then */
  async lift(client: QmpClient, jobs: readonly string[]): Promise<void> {
    await this.inTurn(async () => {
      if (this.hasEnded) return;
      for (const { device, speed } of await this.ask(client, jobs)) {
        const limit = limitOf(speed);
        if (limit === undefined) continue;
        // Before: whether QEMU has read a command is unknown when the connection is lost.
        this.isLifted = 'maybe';
        await limitJobs(client, [device], liftedSpeed(limit));
      }
    });
  }

  /** Puts back what was lifted, by whomever. @throws {QmpError} when QEMU does not answer */
  async restore(client: QmpClient, jobs: readonly string[]): Promise<void> {
    if (this.isLifted === 'no') return;
    await this.inTurn(async () => {
      for (const { device, speed } of await this.ask(client, jobs)) {
        const limit = liftedLimitOf(speed);
        if (limit !== undefined) await limitJobs(client, [device], limit);
      }
      this.isLifted = 'no';
    });
  }

  /** Puts back what was lifted, and lifts no more. @throws {QmpError} when QEMU does not answer */
  async end(client: QmpClient, jobs: readonly string[]): Promise<void> {
    this.hasEnded = true;
    await this.restore(client, jobs);
  }

  private async ask(client: QmpClient, jobs: readonly string[]): Promise<BlockJob[]> {
    const all = await client.execute('query-block-jobs', {}, { timeout: ANSWER_TIMEOUT });
    return all.filter(({ device }) => jobs.includes(device));
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => {});
    return mine;
  }
}
