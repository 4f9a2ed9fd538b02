import * as vscode from 'vscode';
import { DocumentError, readDefinition, translated, type BackupDefinition } from '../../engine';
import { showMessage } from '../reporting/messages';

/** Whether machines may be looked at and backups started here; says why not, and where to change it. */
async function requireTrust(): Promise<'trusted' | 'untrusted'> {
  if (vscode.workspace.isTrusted) return 'trusted';
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t('This needs a trusted workspace.');
  if ((await showMessage('error', message, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return 'untrusted';
}

/**
 * Registers a command for trusted workspaces alone. What the manifest says of that holds for menus and the palette: a
 * key or another extension gets here all the same.
 */
export function registerTrusted(
  command: string,
  run: (argument?: unknown) => Promise<void> | void,
): vscode.Disposable {
  return vscode.commands.registerCommand(command, async (argument?: unknown) => {
    if ((await requireTrust()) === 'trusted') await run(argument);
  });
}

/** What a document asked for when it was read; people may go on typing in it meanwhile. */
export interface DocumentRead {
  uri: vscode.Uri;
  text: string;
  definition: BackupDefinition;
}

/** Reads a document as the editor shows it, saved or not. @returns the first of its errors where it has some, for people */
export function readDocument(document: vscode.TextDocument): DocumentRead | { error: string } {
  const text = document.getText();
  try {
    return { uri: document.uri, text, definition: readDefinition(text) };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { error: translated(error.wording, vscode.l10n.t) };
  }
}

/**
 * Reads a document as {@link readDocument}.
 * @returns undefined where it has errors; the first of them was told then
 */
export async function requireDefinition(document: vscode.TextDocument): Promise<DocumentRead | undefined> {
  const read = readDocument(document);
  if (!('error' in read)) return read;
  const showProblems = vscode.l10n.t('Show Problems');
  if ((await showMessage('error', read.error, showProblems)) === showProblems) {
    // The Problems panel lists open documents; the command may have been given one that no editor shows.
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  }
  return undefined;
}
