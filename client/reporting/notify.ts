import * as vscode from 'vscode';
import { showMessage, type Severity } from './messages';

/**
 * Shows a notification with a way to the log. Resolves when it has been dismissed.
 * @param action another button
 * @returns whether that was chosen
 */
export async function notify(
  severity: Severity,
  message: string,
  action?: string,
): Promise<'chosen' | 'dismissed'> {
  const showLog = vscode.l10n.t('Show Log');
  const actions = action === undefined ? [showLog] : [action, showLog];
  const choice = await showMessage(severity, message, ...actions);
  if (choice === showLog) await vscode.commands.executeCommand('domainbackup.showLog');
  return choice !== undefined && choice === action ? 'chosen' : 'dismissed';
}
