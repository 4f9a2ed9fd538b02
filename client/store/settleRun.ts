import type * as vscode from 'vscode';
import { attachRun, type RunSnapshot } from '../../engine';
import type { Connection } from '../connections/connectionSetting';
import { localityOf } from '../connections/locality';
import { reportOutcome } from '../reporting/reportOutcome';
import type { SharedClients } from '../connections/sharedClients';

/**
 * Takes the outcome of a run that has ended, clears up after it, and tells how it ended.
 * @throws {BackupError} where somebody else was faster
 * @throws {QmpError} when QEMU does not answer
 */
export async function settleRun(
  log: vscode.LogOutputChannel,
  clients: SharedClients,
  { name, socket }: Connection,
  run: string,
): Promise<RunSnapshot> {
  const settled = await clients.use(socket, async (client) => {
    const attached = await attachRun(client, run, localityOf(socket));
    const result = await attached.finished;
    return { result, snapshot: attached.snapshot() };
  });
  // Not awaited: a notification stays until a person has closed it.
  void reportOutcome(log, settled.snapshot.name, name, settled.result);
  return settled.snapshot;
}
