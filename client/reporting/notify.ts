import * as vscode from 'vscode';

/** Shows a notification with a way to the log. Resolves when it has been dismissed. */
export async function notify(severity: 'information' | 'warning' | 'error', message: string): Promise<void> {
  const showLog = vscode.l10n.t('Show Log');
  const choice = await show(severity, message, showLog);
  if (choice === showLog) await vscode.commands.executeCommand('domainbackup.showLog');
}

function show(
  severity: 'information' | 'warning' | 'error',
  message: string,
  action: string,
): Thenable<string | undefined> {
  switch (severity) {
    case 'information':
      return vscode.window.showInformationMessage(message, action);
    case 'warning':
      return vscode.window.showWarningMessage(message, action);
    case 'error':
      return vscode.window.showErrorMessage(message, action);
  }
}
