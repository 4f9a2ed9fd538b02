import type * as vscode from 'vscode';
import { attachRun, type RunRecords } from '../../engine';
import { siteOf } from '../connections/siteOf';
import type { SharedClients } from '../connections/sharedClients';
import { RunLog } from '../logs/runLog';
import type { RunLogs } from '../logs/runLogs';
import { reportOutcome } from '../reporting/reportOutcome';
import type { JobStore } from './jobStore';
import type { RunNode } from './nodes';
import type { Lookout } from './lookout';
import { asShown } from './lostRun';
import { factsOf } from './runFacts';
import { startedRecord } from './startedRecord';
import type { WindowRuns } from './windowRuns';

/** What following the run of an earlier window needs of the rest of the extension. */
export interface AdoptionParts {
  log: vscode.LogOutputChannel;
  logs: RunLogs;
  clients: SharedClients;
  runs: WindowRuns;
  store: JobStore;
  lookout: Pick<Lookout, 'refreshOne'>;
  records: RunRecords;
  /** Has the digests of a backup recorded, without keeping anybody waiting. */
  digest: (run: string) => void;
}

/**
 * Follows a run that an earlier window has started to its end, and tells how it ended.
 * @throws {BackupError} where it has ended meanwhile
 * @throws {QmpError} when QEMU does not answer
 */
export async function adoptRun(
  { log, logs, clients, runs, store, lookout, records, digest }: AdoptionParts,
  { parent, snapshot }: RunNode,
): Promise<void> {
  const { name, socket } = parent.connection;
  const record = await startedRecord(records, snapshot.run);
  const result = await clients.use(socket, async (client, signal) => {
    const runLog = new RunLog(logs, snapshot.run, client);
    try {
      const backup = await attachRun(client, snapshot.run, siteOf({ clients, records }, socket, runLog));
      runLog.note('The program that started it has gone; this window follows it from here on');
      runLog.follow(backup);
      const facts = record && factsOf(record, record.document);
      const ended = await runs.follow(parent, backup, signal, facts);
      runLog.end(ended);
      return ended;
    } finally {
      runLog.dispose();
    }
  });
  if (result.outcome === 'completed') digest(snapshot.run);
  await lookout.refreshOne(parent);
  // Not awaited: a notification stays until a person has closed it.
  void reportOutcome(log, record?.name ?? snapshot.name, name, asShown(result, store));
}
