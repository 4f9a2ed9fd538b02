import * as vscode from 'vscode';
import type { RunRecords } from '../../engine';
import type { RunLogs } from '../logs/runLogs';
import { logError } from '../reporting/log';
import type { JobStore } from '../store/jobStore';
import { configuredFolders, FOLDERS_SETTING } from './configuredFolders';
import { HistoryReader } from './historyReader';
import { readHistory, type History } from './readHistory';

/** What reads past backups, and when. */
export interface PastBackups {
  history: HistoryReader;
  readHistory: () => Promise<History>;
}

/** Keeps the store's History up to date with the records, the manifests and the logs. */
export function keepHistory(
  log: vscode.LogOutputChannel,
  store: JobStore,
  records: RunRecords,
  logs: RunLogs,
): PastBackups & vscode.Disposable {
  const read = async (): Promise<History> =>
    readHistory({ records, folders: configuredFolders(), logged: await logs.list() });
  const history = new HistoryReader(store, {
    read,
    onError: (error) => logError(log, 'Past backups could not be read', error),
    onUnreadable: (sentence) => log.warn(sentence),
  });
  const configuration = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(FOLDERS_SETTING)) void history.refresh();
  });
  return {
    history,
    readHistory: read,
    dispose: () => {
      history.dispose();
      configuration.dispose();
    },
  };
}
