import path from 'node:path';
import * as vscode from 'vscode';
import { showMessage } from './messages';

/** Shows a file where files are shown; on another host than the window's, offers ways to it. */
export async function revealFile(file: string): Promise<void> {
  const uri = vscode.Uri.file(file);
  if (vscode.workspace.getWorkspaceFolder(uri) !== undefined)
    return vscode.commands.executeCommand('revealInExplorer', uri);
  if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop)
    return vscode.commands.executeCommand('revealFileInOS', uri);
  const terminal = vscode.l10n.t('Open Terminal There');
  const copy = vscode.l10n.t('Copy Path');
  const choice = await showMessage('information', file, terminal, copy);
  if (choice === copy) await vscode.env.clipboard.writeText(file);
  if (choice === terminal) vscode.window.createTerminal({ cwd: path.dirname(file) }).show();
}
