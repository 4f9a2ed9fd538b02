import type * as vscode from 'vscode';
import type { RunRecords } from '../../../engine';
import type { Reports } from '../../documents/reports';
import type { HistoryReader } from '../../history/historyReader';
import type { History } from '../../history/readHistory';
import type { JobStore } from '../../store/jobStore';
import type { WorkStore } from '../../store/work';

/** What the commands of History need of the rest of the extension. */
export interface HistoryParts {
  log: vscode.LogOutputChannel;
  store: JobStore;
  works: WorkStore;
  reports: Reports;
  history: HistoryReader;
  records: RunRecords;
  /** Reads what there is at this moment: files may have gone since the view was drawn. */
  readHistory: () => Promise<History>;
}
