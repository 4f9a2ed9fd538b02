import * as vscode from 'vscode';
import { mayBeServed } from '../backupDocument';
import type { LanguageSupport } from './languageSupport';

/**
 * Starts the language server with the first document that it helps with: somebody who only watches backups, or edits
 * other XML, needs none. Resolves when it runs, or at once while none is needed.
 * @param onError called when it cannot be started; backups can be run without it
 */
export async function startWhenNeeded(
  language: LanguageSupport,
  onError: (error: unknown) => void,
): Promise<vscode.Disposable> {
  let state: 'waiting' | 'started' = 'waiting';
  const look = async (document: vscode.TextDocument): Promise<void> => {
    if (state === 'started' || !mayBeServed(document)) return;
    state = 'started';
    watch.dispose();
    try {
      await language.start();
    } catch (error) {
      onError(error);
    }
  };
  const watch = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    // A document becomes one of ours as it is typed.
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
  );
  await Promise.all(vscode.workspace.textDocuments.map(look));
  return watch;
}
