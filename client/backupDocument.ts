import * as vscode from 'vscode';
import { isBackupDocument, isServedDocument, parseDocument } from '../engine';

/** How far into a text the root element is looked for, in UTF-16 code units: this runs at each keystroke. */
const rootWithin = 10_000;

/** Whether a document may be a backup's: its language says so, or it is XML with that root. */
export function isBackup(document: vscode.TextDocument): boolean {
  return document.languageId === 'domainbackup' || isXmlWith(isBackupDocument, document);
}

/** Whether the language server helps with a document: checkpoint documents have its help, too. */
export function isServed(document: vscode.TextDocument): boolean {
  return document.languageId === 'domainbackup' || isXmlWith(isServedDocument, document);
}

function isXmlWith(root: typeof isBackupDocument, document: vscode.TextDocument): boolean {
  if (document.languageId !== 'xml') return false;
  const end = document.positionAt(rootWithin);
  return root(parseDocument(document.getText(new vscode.Range(new vscode.Position(0, 0), end))));
}

/**
 * Finds the document that a command is meant for.
 * @param argument what the command was called with: the URI as text (code lens), as an object (editor title), or
 * nothing (palette): then the document of the active tab is meant, also while a panel has the focus
 */
export async function documentFor(argument: unknown): Promise<vscode.TextDocument | undefined> {
  if (typeof argument === 'string')
    return vscode.workspace.openTextDocument(vscode.Uri.parse(argument, true));
  if (argument instanceof vscode.Uri) return vscode.workspace.openTextDocument(argument);
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText ? vscode.workspace.openTextDocument(input.uri) : undefined;
}

/**
 * Keeps the context key that menus ask, `domainbackup.documents`: the paths of all open backup documents. Paths,
 * because in a remote window VS Code's menus know a document by another URI than its extensions.
 */
export function watchDocuments(): vscode.Disposable {
  const known = new Set<string>();
  const publish = (): void => {
    void vscode.commands.executeCommand('setContext', 'domainbackup.documents', [...known]);
  };
  const look = (document: vscode.TextDocument): void => {
    const path = document.uri.fsPath;
    const now = !document.isClosed && isBackup(document);
    if (now === known.has(path)) return;
    if (now) known.add(path);
    else known.delete(path);
    publish();
  };
  vscode.workspace.textDocuments.forEach(look);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidCloseTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
  );
}
