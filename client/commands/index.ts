import * as vscode from 'vscode';
import type { RunPage } from '../documents/runAddress';
import type { DiskNode, RunNode } from '../store/jobStore';
import { cancelBackupCommand, type CancelParts } from './cancelBackup';
import { checkBackupCommand } from './checkBackup';
import { registerConnectionCommands } from './connections';
import { explainProblemCommand } from './explainProblem';
import { openSettingsCommand } from './openSettings';
import { refreshCommand } from './refresh';
import { runPageCommand } from './runPages';
import { startBackupCommand, type StartParts } from './startBackup';

/** Registers every command of the extension. */
export function registerCommands(
  parts: StartParts & CancelParts & { extension: vscode.Uri },
): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  const runPage = (command: string, page: RunPage): vscode.Disposable =>
    registerCommand(command, (node: RunNode | DiskNode) => runPageCommand(page, node));
  return vscode.Disposable.from(
    registerCommand('domainbackup.start', (argument?: unknown) => startBackupCommand(parts, argument)),
    registerCommand('domainbackup.check', (argument?: unknown) => checkBackupCommand(argument)),
    registerCommand('domainbackup.cancel', (node?: RunNode) => cancelBackupCommand(parts, node)),
    registerCommand('domainbackup.refresh', () => refreshCommand(parts.lookout)),
    registerConnectionCommands(parts.store, parts.lookout),
    runPage('domainbackup.showRunLog', 'log'),
    runPage('domainbackup.showRunDetails', 'details'),
    runPage('domainbackup.openRunDocument', 'document'),
    registerCommand('domainbackup.showLog', () => parts.log.show()),
    registerCommand('domainbackup.explainProblem', (code?: unknown) =>
      explainProblemCommand(parts.extension, code),
    ),
    registerCommand('domainbackup.openSettings', () => openSettingsCommand()),
  );
}
