import type * as vscode from 'vscode';
import { BackupError, settleRuns, type RunRecords, type RunSnapshot } from '../../engine';
import { RunLog } from '../logs/runLog';
import type { RunLogs } from '../logs/runLogs';
import type { Connection } from '../connections/connectionSetting';
import { siteOf } from '../connections/siteOf';
import { recordDigests } from '../history/recordDigests';
import { reportOutcome } from '../reporting/reportOutcome';
import type { SharedClients } from '../connections/sharedClients';

/**
 * Takes the outcome of a run that has ended, clears up after it, and tells how it ended.
 * @throws {BackupError} where somebody else was faster
 * @throws {QmpError} when QEMU does not answer
 */
export async function settleRun(
  log: vscode.LogOutputChannel,
  logs: RunLogs,
  clients: SharedClients,
  { name, socket }: Connection,
  run: string,
  records: RunRecords,
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
  if (settled.result.outcome === 'completed') void recordDigests(log, records, run, clients.signal);
  // Not awaited: a notification stays until a person has closed it.
  void reportOutcome(log, settled.snapshot.name, name, settled.result);
  return settled.snapshot;
}
