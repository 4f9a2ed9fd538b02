import * as vscode from 'vscode';

/** Open Settings: where the machines are named. */
export async function openSettingsCommand(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', 'domainbackup.connections');
}
