import * as vscode from 'vscode';
import type { TextEdit } from 'vscode-languageclient/node';
import { isServed } from '../backupDocument';
import type { LanguageSupport } from './languageSupport';

/** Closes a tag when `>` or `</` was typed, by what the language server answers. */
export function registerAutoClose(language: LanguageSupport): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(async ({ document, contentChanges, reason }) => {
    const [change] = contentChanges;
    const editor = vscode.window.activeTextEditor;
    if (change === undefined || contentChanges.length !== 1 || reason !== undefined) return;
    if (editor?.document !== document || !/[>/]$/.test(change.text)) return;
    const client = language.running;
    if (client === undefined) return;
    const brackets = vscode.workspace.getConfiguration('editor', document).get('autoClosingBrackets');
    if (brackets === 'never' || !isServed(document)) return;

    const { version } = document;
    // The language client hears of the change after this listener; the server must know it before it is asked.
    await new Promise(setImmediate);
    const position = document.positionAt(change.rangeOffset + change.text.length);
    const answer: unknown = await client.sendRequest('domainbackup/autoClose', {
      textDocument: { uri: client.code2ProtocolConverter.asUri(document.uri) },
      position: client.code2ProtocolConverter.asPosition(position),
    });
    // The person may have typed on meanwhile.
    const isStill = document.version === version && editor.selections.length === 1;
    if (!isEdit(answer) || !isStill || !editor.selection.active.isEqual(position)) return;
    const range = client.protocol2CodeConverter.asRange(answer.range);
    await editor.insertSnippet(new vscode.SnippetString(answer.newText), range, {
      undoStopBefore: false,
      undoStopAfter: true,
    });
  });
}

/** The server is ours; it answers with an edit, or null. */
function isEdit(answer: unknown): answer is TextEdit {
  return typeof answer === 'object' && answer !== null && 'range' in answer && 'newText' in answer;
}
