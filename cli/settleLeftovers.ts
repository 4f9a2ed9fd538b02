import { BackupError, settleRuns, type QmpClient, type RunResult, type RunSite } from '../engine';
import { summarise } from './output/summary';
import { complain } from './output/write';

/**
 * Settles what earlier programs have left behind on a machine, before something else is done there.
 * @returns what became of those whose program is no more; a backup that has completed has no digests yet
 */
export async function settleLeftovers(client: QmpClient, site: RunSite): Promise<RunResult[]> {
  const results: RunResult[] = [];
  try {
    for (const { result, owner } of await settleRuns(client, site)) {
      // A program that is still there records the digests of its own.
      if (owner === 'us') results.push(result);
      complain(
        owner === 'us'
          ? 'An earlier backup of this machine was left behind, and is settled now.'
          : 'A backup of this machine that another program has started has just ended.',
        ...summarise(result),
        ...(result.notices ?? []),
      );
    }
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    complain(error.message);
  }
  return results;
}
