import * as vscode from 'vscode';
import { DocumentError, readingDefinition, translated, type BackupDefinition } from '../../engine';
import { inSteps } from '../inSteps';
import { showMessage } from '../reporting/messages';
import { whileCancellable } from '../reporting/whileCancellable';

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

/**
 * Reads a document as the editor shows it, saved or not; a long one while all else goes on.
 * @param signal of the window
 * @returns the first of its errors where it has some, for people; `cancelled` where the person did not want to wait
 */
export async function readDocument(
  document: vscode.TextDocument,
  signal: AbortSignal,
): Promise<DocumentRead | { error: string } | 'cancelled'> {
  const { uri } = document;
  const text = document.getText();
  const title = vscode.l10n.t('Reading {0}…', vscode.workspace.asRelativePath(uri));
  try {
    const read = await whileCancellable(title, (until) => inSteps(readingDefinition(text), until), signal);
    return read === 'cancelled' ? read : { uri, text, definition: read.result };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { error: translated(error.wording, vscode.l10n.t) };
  }
}

/**
 * Reads a document as {@link readDocument}.
 * @returns undefined where it has errors, of which the first was told then, or the person did not want to wait
 */
export async function requireDefinition(
  document: vscode.TextDocument,
  signal: AbortSignal,
): Promise<DocumentRead | undefined> {
  const read = await readDocument(document, signal);
  if (read === 'cancelled') return undefined;
  if (!('error' in read)) return read;
  const showProblems = vscode.l10n.t('Show Problems');
  if ((await showMessage('error', read.error, showProblems)) === showProblems) {
    // The Problems panel lists open documents; the command may have been given one that no editor shows.
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  }
  return undefined;
}
