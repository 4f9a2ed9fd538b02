import { BackupError, settleRuns, type QmpClient, type RunSite } from '../engine';
import { summarise } from './output/summary';
import { complain } from './output/write';

/** Settles what earlier programs have left behind on a machine, before something else is done there. */
export async function settleLeftovers(client: QmpClient, site: RunSite): Promise<void> {
  try {
    for (const { result } of await settleRuns(client, site)) {
      complain(
        'An earlier backup of this machine was left behind, and is settled now.',
        ...summarise(result),
      );
    }
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    complain(error.message);
  }
}
