import { GuestAgentError, whileFrozen, type FreezeOptions } from '../../guestAgent';
import type { QmpClient } from '../../qmp';
import { RunError } from '../errors';
import type { BackupPlan } from '../plan/backupPlan';
import { startJobs } from './startJobs';

export type QuiesceOptions = Pick<FreezeOptions, 'signal' | 'onThawed'>;

/**
 * Starts the jobs while the guest's file systems are frozen, so that the backup holds them whole, with nothing half
 * written. Without a guest agent in the plan's options it starts them right away.
 * @throws {RunError} also where they could not be frozen: a backup that was to be consistent is not made otherwise
 * @throws {QmpError} when QEMU went away: whether the jobs have started is unknown
 */
export async function startQuiesced(
  client: QmpClient,
  plan: BackupPlan,
  { signal, onThawed }: QuiesceOptions,
): Promise<void> {
  const { guestAgent } = plan.options;
  if (guestAgent === undefined) return startJobs(client, plan, signal);
  try {
    await whileFrozen(guestAgent, () => startJobs(client, plan, signal), { signal, onThawed });
  } catch (error) {
    if (!(error instanceof GuestAgentError)) throw error;
    throw new RunError(`The guest could not be frozen, so the backup was not started. ${error.message}`, {
      cause: error,
    });
  }
}
