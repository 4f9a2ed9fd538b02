import * as vscode from 'vscode';
import type { HistoryReader } from '../history/historyReader';
import type { Lookout } from '../store/lookout';

/** Refresh: looks at every configured machine, and at past backups. */
export async function refreshCommand(lookout: Lookout, history: HistoryReader): Promise<void> {
  const location = { viewId: 'domainbackup.backups' };
  await vscode.window.withProgress({ location }, () => Promise.all([lookout.refresh(), history.refresh()]));
}
