import type * as vscode from 'vscode';
import type { RunRecords } from '../../engine';
import type { SharedClients } from '../connections/sharedClients';
import type { RunLogs } from '../logs/runLogs';
import type { JobStore } from '../store/jobStore';
import type { Lookout } from '../store/lookout';
import type { WindowRuns } from '../store/windowRuns';

/** What the commands that start and end runs need of the rest of the extension. */
export interface RunParts {
  log: vscode.LogOutputChannel;
  store: JobStore;
  clients: SharedClients;
  runs: WindowRuns;
  records: RunRecords;
  lookout: Lookout;
  logs: RunLogs;
}
