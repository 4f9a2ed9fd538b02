import { BackupError, settleRuns, type RunSnapshot } from '../../engine';
import { RunLog } from '../logs/runLog';
import type { Connection } from '../connections/connectionSetting';
import { siteOf } from '../connections/siteOf';
import { reportOutcome } from '../reporting/reportOutcome';
import type { AdoptionParts } from './adoptRun';

/**
 * Takes the outcome of a run that has ended, clears up after it, and tells how it ended.
 * @throws {BackupError} where somebody else was faster
 * @throws {QmpError} when QEMU does not answer
 */
export async function settleRun(
  { log, logs, clients, records, digest }: Omit<AdoptionParts, 'runs' | 'store' | 'lookout'>,
  { name, socket }: Connection,
  run: string,
): Promise<RunSnapshot> {
  const settled = await clients.use(socket, async (client) => {
    const runLog = new RunLog(logs, run, client);
    try {
      runLog.note('Ended with nobody there; its outcome is taken now');
      const [one] = await settleRuns(client, siteOf({ clients, records }, socket, runLog), run);
      if (!one) throw new BackupError(`Backup "${run}" has been settled by another program.`);
      runLog.end(one.result);
      return one;
    } finally {
      runLog.dispose();
    }
  });
  if (settled.result.outcome === 'completed') digest(run);
  // Not awaited: a notification stays until a person has closed it.
  void reportOutcome(log, settled.snapshot.name, name, settled.result);
  return settled.snapshot;
}
