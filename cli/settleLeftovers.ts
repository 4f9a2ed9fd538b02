import { BackupError, settleRuns, type QmpClient, type RunSite } from '../engine';
import { summarise } from './output/summary';
import { complain } from './output/write';

/**
 * Settles what earlier programs have left behind on a machine, before something else is done there.
 * @returns the backups among them that have completed, and have no digests yet
 */
export async function settleLeftovers(client: QmpClient, site: RunSite): Promise<string[]> {
  const completed: string[] = [];
  try {
    for (const { result } of await settleRuns(client, site)) {
      if (result.outcome === 'completed') completed.push(result.run);
      complain(
        'An earlier backup of this machine was left behind, and is settled now.',
        ...summarise(result),
      );
    }
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    complain(error.message);
  }
  return completed;
}
