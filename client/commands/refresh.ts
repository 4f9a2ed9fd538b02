import * as vscode from 'vscode';
import type { Lookout } from '../store/lookout';

/** Refresh: looks at every configured machine. */
export async function refreshCommand(lookout: Lookout): Promise<void> {
  const location = { viewId: 'domainbackup.backups' };
  await vscode.window.withProgress({ location }, () => lookout.refresh());
}
