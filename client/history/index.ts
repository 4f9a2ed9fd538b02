import * as vscode from 'vscode';
import { otherRecords, type RunRecords } from '../../engine';
import type { RunLogs } from '../logs/runLogs';
import { logError } from '../reporting/log';
import type { Audience } from '../store/audience';
import type { JobStore } from '../store/jobStore';
import { configuredFolders, FOLDERS_SETTING } from './configuredFolders';
import { HistoryReader } from './historyReader';
import { KeptDamage } from './keptDamage';
import { RecordsWatch } from './recordsWatch';
import { readHistory, type History } from './readHistory';

/** What reads past backups, and when. */
export interface PastBackups {
  history: HistoryReader;
  readHistory: () => Promise<History>;
  /** Someone began, or ceased, to look at the view: what other programs write down shows while somebody does. */
  setAudience: (audience: Audience) => void;
}

/**
 * Keeps the store's History up to date with the records, the manifests and the logs.
 * @param damageFolder where the damage that was found in them is kept
 */
export function keepHistory(
  log: vscode.LogOutputChannel,
  store: JobStore,
  records: RunRecords,
  logs: RunLogs,
  damageFolder: string,
): PastBackups & vscode.Disposable {
  const read = async (): Promise<History> =>
    readHistory({ records, folders: configuredFolders(), logged: await logs.list() });
  const { verdicts } = store.history;
  const kept = new KeptDamage(damageFolder, verdicts, (error) =>
    logError(log, 'That a backup is damaged could not be kept for other windows', error),
  );
  const found = verdicts.onFound((run) => {
    const past = store.history.find(run)?.past;
    if (past !== undefined) void kept.keep(past);
  });
  const history = new HistoryReader(store, {
    read: async () => {
      const all = await read();
      await kept
        .restore(all.runs)
        .catch((error: unknown) => logError(log, 'Which backups are damaged could not be read', error));
      return all;
    },
    onError: (error) => logError(log, 'Past backups could not be read', error),
    onUnreadable: (sentence) => log.warn(sentence),
  });
  const changes = new RecordsWatch({
    folders: async () => [
      records.folder,
      damageFolder,
      ...(await otherRecords(records)).map(({ folder }) => folder),
    ],
    onChange: () => void history.refreshIfRead(),
    onError: (error) => logError(log, 'What other programs record could not be watched', error),
  });
  const configuration = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(FOLDERS_SETTING)) void history.refresh();
  });
  return {
    history,
    readHistory: read,
    setAudience: (audience) => {
      void changes.setAudience(audience);
      if (audience === 'watching') void history.readOnce();
    },
    dispose: () => {
      history.dispose();
      found.dispose();
      changes.dispose();
      configuration.dispose();
    },
  };
}
