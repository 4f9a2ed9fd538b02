import * as vscode from 'vscode';
import { DocumentError, readDefinition, type BackupDefinition } from '../../engine';
import { messageOf } from '../reporting/log';
import { showMessage } from '../reporting/messages';

/** Whether backups may be started here; says why not, and where to change it. */
export async function requireTrust(): Promise<'trusted' | 'untrusted'> {
  if (vscode.workspace.isTrusted) return 'trusted';
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t('Starting a backup needs a trusted workspace.');
  if ((await showMessage('error', message, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return 'untrusted';
}

/** What a document asked for when it was read; people may go on typing in it meanwhile. */
export interface DocumentRead {
  uri: vscode.Uri;
  text: string;
  definition: BackupDefinition;
}

/**
 * Reads a document as the editor shows it, saved or not.
 * @returns undefined where it has errors; the first of them was told then
 */
export async function requireDefinition(document: vscode.TextDocument): Promise<DocumentRead | undefined> {
  const text = document.getText();
  try {
    return { uri: document.uri, text, definition: readDefinition(text) };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const showProblems = vscode.l10n.t('Show Problems');
    const choice = await showMessage('error', messageOf(error), showProblems);
    if (choice === showProblems) {
      // The Problems panel lists open documents; the command may have been given one that no editor shows.
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }
    return undefined;
  }
}
