import { isOutcome } from '../jobs/totals';
import type { Tracker } from '../jobs/tracker';
import type { RunOptions } from '../options';
import type { Cancelling } from './cancelling';
import type { FreeSpace } from './freeSpace';
import type { GuestGuard } from './guestGuard';
import type { LiftedLimit } from './liftedLimit';
import type { MonitorLink } from './monitorLink';

/** What an intervention goes by, and what it does. */
interface InterventionParts {
  link: MonitorLink;
  tracker: Tracker;
  cancelling: Cancelling;
  guard: GuestGuard;
  limit: LiftedLimit;
  freeSpace: FreeSpace;
  onError: RunOptions['onError'];
}

/**
 * What is done of this program's own accord after a look at a run's jobs: a cancel that was begun is finished, and a
 * backup does not hold up the guest for longer than it must.
 */
export class Intervention {
  private underWay: Promise<void> | undefined;

  constructor(private readonly parts: InterventionParts) {}

  /** Does what the last look calls for, unless that is still done for an earlier one. */
  afterLook(): void {
    // Where QEMU cannot be asked now, a later look does it.
    this.underWay ??= this.intervene()
      .catch(() => {})
      .finally(() => (this.underWay = undefined));
  }

  private async intervene(): Promise<void> {
    const { link, tracker, cancelling, guard, limit, onError } = this.parts;
    if (cancelling.isUnderWay || (await cancelling.finish()) === 'finished') return;
    if ((await this.isTargetFull()) || guard.mustEnd) return void (await cancelling.ask());
    const mustHurry = guard.isInTheWay && onError === 'report';
    if (mustHurry) await limit.lift(link.client, tracker.unfinished);
    else await limit.restore(link.client, tracker.unfinished);
  }

  /** Whether the guest waits for a target that is full: with a speed limit it can take minutes before a job comes upon that. */
  private async isTargetFull(): Promise<boolean> {
    const { tracker, guard, freeSpace, onError } = this.parts;
    if (!guard.isHolding || onError !== 'report') return false;
    const full = await freeSpace.findFull(tracker.disks.filter(({ state }) => !isOutcome(state)));
    for (const { job } of full) tracker.giveUp(job, 'No space left on device');
    return full.length > 0;
  }
}
