import { listRuns, type QmpClient } from '../engine';
import { ExitStatus, Failure } from './exitStatus';

/**
 * The run that is meant where none is named: the only one there is.
 * @param which `going`: those that have not ended; `any`: also those that ended with nobody there
 * @throws {Failure} where there is none, or several
 */
export async function onlyRun(client: QmpClient, which: 'going' | 'any'): Promise<string> {
  const found = await listRuns(client);
  const going = found.filter(({ state }) => ['starting', 'running', 'paused', 'cancelling'].includes(state));
  const runs = (which === 'any' ? found : going).map(({ run }) => run);
  const [only, ...others] = runs;
  if (only === undefined) throw new Failure(ExitStatus.refused, 'No backup runs on this machine.');
  if (others.length > 0) {
    throw new Failure(
      ExitStatus.usage,
      `Several backups run on this machine; name one of: ${runs.join(', ')}.`,
    );
  }
  return only;
}
