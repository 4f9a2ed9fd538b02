import * as vscode from 'vscode';
import { checkBackupCommand } from './checkBackup';
import { registerConnectionCommands } from './connections';
import { explainProblemCommand } from './explainProblem';
import { registerHistoryCommands, type HistoryCommandParts } from './history';
import { openSettingsCommand } from './openSettings';
import { registerTrusted } from './preconditions';
import { refreshCommand } from './refresh';
import { registerRunCommands, type RunCommandParts } from './runs';
import type { StartParts } from './runParts';
import { startBackupCommand } from './startBackup';

/** Registers every command of the extension. */
export function registerCommands(
  parts: StartParts & RunCommandParts & HistoryCommandParts & { extension: vscode.Uri },
): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerTrusted('domainbackup.start', (argument) => startBackupCommand(parts, argument)),
    registerTrusted('domainbackup.startWithCheckpoint', (argument) =>
      startBackupCommand(parts, argument, 'with checkpoint'),
    ),
    registerCommand('domainbackup.check', (argument?: unknown) => checkBackupCommand(argument)),
    registerTrusted('domainbackup.refresh', () => refreshCommand(parts.lookout, parts.history)),
    registerConnectionCommands(parts.store, parts.lookout),
    registerRunCommands(parts),
    registerHistoryCommands(parts),
    registerCommand('domainbackup.showLog', () => parts.log.show()),
    registerCommand('domainbackup.explainProblem', (code?: unknown) =>
      explainProblemCommand(parts.extension, code),
    ),
    registerCommand('domainbackup.openSettings', () => openSettingsCommand()),
  );
}
