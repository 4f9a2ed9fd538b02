import * as vscode from 'vscode';
import { checking, parsing, type Problem, type Steps } from '../../engine';
import { inSteps } from '../inSteps';
import { documentFor } from '../backupDocument';
import { showMessage } from '../reporting/messages';

/** Check Backup: says that a document has no problems, or goes to the list of them. Needs no machine. */
export async function checkBackupCommand(argument: unknown): Promise<void> {
  const document = await documentFor(argument);
  if (document === undefined) {
    return void showMessage('error', vscode.l10n.t('Open a backup document to check it.'));
  }
  if ((await inSteps(problemsOf(document.getText()))).length === 0) {
    const name = vscode.workspace.asRelativePath(document.uri);
    return void showMessage('information', vscode.l10n.t('No problems in {0}.', name));
  }
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

function* problemsOf(text: string): Steps<Problem[]> {
  return yield* checking(yield* parsing(text));
}
