import * as vscode from 'vscode';
import { checkDocument, parseDocument } from '../../engine';
import { documentFor } from '../backupDocument';

/** Check Backup: says that a document has no problems, or goes to the list of them. Needs no machine. */
export async function checkBackupCommand(argument: unknown): Promise<void> {
  const document = await documentFor(argument);
  if (document === undefined) {
    return void vscode.window.showErrorMessage(vscode.l10n.t('Open a backup document to check it.'));
  }
  if (checkDocument(parseDocument(document.getText())).length === 0) {
    const name = vscode.workspace.asRelativePath(document.uri);
    return void vscode.window.showInformationMessage(vscode.l10n.t('No problems in {0}.', name));
  }
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}
