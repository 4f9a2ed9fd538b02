import path from 'node:path';
import * as vscode from 'vscode';
import { showMessage } from '../../reporting/messages';
import { pastTargetFile, targetFile } from '../../store/abilities';
import type { PastDiskNode } from '../../store/historyNodes';
import type { DiskNode } from '../../store/jobStore';

/** Reveal Target: shows a file where files are shown; on another host than the window's, offers ways to it. */
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

/** Reveal Target, of a disk's row. */
export async function revealTargetCommand(node: DiskNode | PastDiskNode): Promise<void> {
  const file = node.kind === 'disk' ? targetFile(node) : pastTargetFile(node);
  if (file !== undefined) await revealFile(file);
}
