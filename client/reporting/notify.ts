import * as vscode from 'vscode';
import { showMessage, type Severity } from './messages';

/** Shows a notification with a way to the log. Resolves when it has been dismissed. */
export async function notify(severity: Severity, message: string): Promise<void> {
  const showLog = vscode.l10n.t('Show Log');
  const choice = await showMessage(severity, message, showLog);
  if (choice === showLog) await vscode.commands.executeCommand('domainbackup.showLog');
}
