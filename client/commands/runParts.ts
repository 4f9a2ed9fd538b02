import type * as vscode from 'vscode';
import type { RunRecords } from '../../engine';
import type { SharedClients } from '../connections/sharedClients';
import type { RunLogs } from '../logs/runLogs';
import type { JobStore } from '../store/jobStore';
import type { StoreNode } from '../store/nodes';
import type { Lookout } from '../store/lookout';
import type { PlanFindings } from '../status/planFindings';
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

/** What the command that starts a run needs besides. */
export interface StartParts extends RunParts {
  findings: PlanFindings;
  /** Has the digests of a backup recorded, without keeping anybody waiting. */
  digest: (run: string) => void;
  /** Shows a row of the view. */
  show: (row: StoreNode) => Promise<void>;
}
