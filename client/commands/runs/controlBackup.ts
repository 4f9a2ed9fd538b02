import type * as vscode from 'vscode';
import type { SharedClients } from '../../connections/sharedClients';
import type { RunLogs } from '../../logs/runLogs';
import { logError, messageOf } from '../../reporting/log';
import { notify } from '../../reporting/notify';
import type { JobStore } from '../../store/jobStore';
import type { RunNode } from '../../store/nodes';
import type { Lookout } from '../../store/lookout';
import { controlByJobs, type RunControl } from '../../store/runControl';
import type { RunRequest } from '../../store/runRequest';
import type { WindowRuns } from '../../store/windowRuns';

/** What the commands that control a backup need of the rest of the extension. */
export interface ControlParts {
  log: vscode.LogOutputChannel;
  logs: RunLogs;
  store: JobStore;
  clients: SharedClients;
  runs: WindowRuns;
  lookout: Lookout;
}

/**
 * Asks something of a backup, whoever follows it, and shows what came of it. Never rejects: people are told.
 * @param what what is asked for, in words of the log
 * @param request what the row shows until it is done
 */
export async function controlBackup(
  { log, logs, store, clients, runs, lookout }: ControlParts,
  run: RunNode,
  what: string,
  ask: (control: RunControl) => Promise<void>,
  request?: RunRequest,
): Promise<void> {
  const { snapshot, parent } = run;
  log.info(`Backup "${snapshot.name}" of ${parent.connection.name}: ${what}`);
  logs.append(snapshot.run, 'event', `[info] Asked for: ${what}`);
  if (request !== undefined) store.ask(run, request);
  try {
    const followed = runs.followed(run);
    if (followed !== undefined) await ask(followed);
    else await clients.use(parent.connection.socket, (client) => ask(controlByJobs(client, run.snapshot)));
    if (request !== undefined) store.answered(run, request);
    if (followed === undefined) await lookout.refreshOne(parent);
  } catch (error) {
    if (request !== undefined) store.forgetRequest(run, request);
    logError(log, `Backup "${snapshot.name}" of ${parent.connection.name}: ${what} did not succeed`, error);
    await notify('error', messageOf(error));
  }
}
