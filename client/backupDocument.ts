import * as vscode from 'vscode';
import { isBeginning } from '../engine';
import { documentKind, OpenDocuments, type DocumentKind } from './store/openDocuments';

/** How far into a text the root element is looked for, in UTF-16 code units: this runs at each keystroke. */
const rootWithin = 10_000;

function beginningOf(document: vscode.TextDocument): string {
  return document.getText(new vscode.Range(new vscode.Position(0, 0), document.positionAt(rootWithin)));
}

function kindOf(document: vscode.TextDocument): DocumentKind {
  return documentKind(document.languageId, document.uri.path, beginningOf(document));
}

/** Whether the language server helps with a document: a backup's, or a checkpoint's. */
export function isServed(document: vscode.TextDocument): boolean {
  return kindOf(document) !== 'none';
}

/** Whether the language server helps to go on with a document: it is one, or may become one, as an empty XML file may. */
export function mayBeServed(document: vscode.TextDocument): boolean {
  return isServed(document) || (document.languageId === 'xml' && isBeginning(beginningOf(document)));
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
 * Keeps the context keys that menus ask: `domainbackup.documents`, the paths of all open documents that can be checked,
 * and `domainbackup.startable`, of those that can be started. Paths, because in a remote window VS Code's menus know a
 * document by another URI than its extensions.
 */
export function watchDocuments(): vscode.Disposable {
  const open = new OpenDocuments();
  const publish = (): void => {
    const { executeCommand } = vscode.commands;
    void executeCommand('setContext', 'domainbackup.documents', open.pathsOf('backup', 'checkpoint'));
    const startable = open.pathsOf('backup');
    void executeCommand('setContext', 'domainbackup.startable', startable);
    void executeCommand('setContext', 'domainbackup.hasDocument', startable.length > 0);
  };
  const look = (document: vscode.TextDocument): void => {
    const { uri } = document;
    if (open.opened(uri.toString(), uri.fsPath, kindOf(document)) === 'changed') publish();
  };
  vscode.workspace.textDocuments.forEach(look);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (open.closed(uri.toString()) === 'changed') publish();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
  );
}
