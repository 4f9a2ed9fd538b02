import { listRuns, type QmpClient } from '../engine';
import { ExitStatus, Failure } from './exitStatus';

/**
 * The run that is meant where none is named: the only one there is.
 * @throws {Failure} where there is none, or several
 */
export async function onlyRun(client: QmpClient): Promise<string> {
  const runs = (await listRuns(client)).map(({ run }) => run);
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
