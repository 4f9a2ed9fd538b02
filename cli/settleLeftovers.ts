import {
  BackupError,
  settleRuns,
  UnsettledError,
  type QmpClient,
  type RunSite,
  type SettledLeftover,
} from '../engine';
import { summarise } from './output/summary';
import { complain } from './output/write';

function tell({ result, owner }: SettledLeftover): void {
  const what = result.unsettled ? 'could not be settled' : 'is settled now';
  complain(
    owner === 'us'
      ? `An earlier backup of this machine was left behind, and ${what}.`
      : `A backup of this machine that another program has started has ended, and ${what}.`,
    ...summarise(result),
    ...(result.notices ?? []),
  );
}

/**
 * Settles what earlier programs have left behind on a machine, before something else is done there. What cannot be
 * settled is told, and keeps nobody from that.
 * @returns what became of the others; a backup that has completed and that is of `us` has no digests yet
 */
export async function settleLeftovers(client: QmpClient, site: RunSite): Promise<readonly SettledLeftover[]> {
  try {
    const settled = await settleRuns(client, site);
    settled.forEach(tell);
    return settled;
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    const settled = error instanceof UnsettledError ? error.settled : [];
    settled.forEach(tell);
    complain(error.message);
    return settled;
  }
}
