import * as vscode from 'vscode';
import type { RunRecords } from '../../engine';
import type { RunLogs } from '../logs/runLogs';
import { logError } from '../reporting/log';
import type { JobStore } from '../store/jobStore';
import { HistoryReader } from './historyReader';
import { readHistory, type History } from './readHistory';

const section = 'domainbackup.history.folders';

/** The folders of the user's own settings: opening a workspace decides about none. */
function configuredFolders(): string[] {
  const value: unknown = vscode.workspace.getConfiguration().inspect(section)?.globalValue;
  return Array.isArray(value) ? value.filter((folder) => typeof folder === 'string') : [];
}

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
    if (event.affectsConfiguration(section)) void history.refresh();
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
