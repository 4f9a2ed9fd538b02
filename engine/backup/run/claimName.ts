import { setTimeout as sleep } from 'node:timers/promises';
import type { QmpClient } from '../../qmp';
import { PlanError } from '../errors';
import { hasJobsOf } from '../jobs/findRuns';
import { readTracking } from '../machine/tracking';
import type { BackupPlan } from '../plan/backupPlan';
import { findNameClash, makersOf, nameTaken } from '../plan/checkpointClash';

/** How often another start is looked at whose outcome decides about this one, and for how long, in milliseconds. */
const LOOK = 50;
const PATIENCE = 30_000;

/**
 * Makes sure that no other run makes a checkpoint of this one's name, once this one's pending bitmaps tell of it. They
 * tell everybody on the machine, also those whose records nobody here can read: another user, or another host. Each adds
 * its own before it looks, so of two at once at least one sees the other: the one that was planned first goes on. It waits
 * for what becomes of the other one, though, which may have looked before these were there.
 * @throws {PlanError} where another run has the name; the bitmaps are still there
 * @throws {QmpError} when QEMU does not answer
 * @throws the signal's reason
 */
export async function claimName(
  client: QmpClient,
  { run, checkpoint }: BackupPlan,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!checkpoint) return;
  const { name } = checkpoint;
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const nodes = await readTracking(client, { signal });
    const [other] = makersOf(name, run, nodes);
    const clash = findNameClash(name, run, nodes, { drives: [] });
    if (!clash) return;
    // What has started goes on; and a program that was killed in between leaves its bitmaps for nobody knows how long.
    const mayEnd = other !== undefined && other > run && Date.now() < deadline;
    if (!mayEnd || (await hasJobsOf(client, other)))
      throw new PlanError([other === undefined ? clash : nameTaken(name, other)]);
    await sleep(LOOK, undefined, { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
}
