import { BackupError, settleRuns, type QmpClient, type RunSite, type SettledLeftover } from '../engine';
import { summarise } from './output/summary';
import { complain } from './output/write';

/**
 * Settles what earlier programs have left behind on a machine, before something else is done there.
 * @returns what became of it; a backup that has completed and that is of `us` has no digests yet
 */
export async function settleLeftovers(client: QmpClient, site: RunSite): Promise<SettledLeftover[]> {
  const settled: SettledLeftover[] = [];
  try {
    for (const one of await settleRuns(client, site)) {
      settled.push(one);
      const { result, owner } = one;
      complain(
        owner === 'us'
          ? 'An earlier backup of this machine was left behind, and is settled now.'
          : 'A backup of this machine that another program has started has ended, and is settled now.',
        ...summarise(result),
        ...(result.notices ?? []),
      );
    }
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    complain(error.message);
  }
  return settled;
}
