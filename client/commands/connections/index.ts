import * as vscode from 'vscode';
import type { ConnectionNode, JobStore } from '../../store/jobStore';
import type { Lookout } from '../../store/lookout';
import { addConnectionCommand } from './addConnection';
import { newBackupCommand } from './newBackup';
import { reconnectCommand } from './reconnect';
import { removeConnectionCommand } from './removeConnection';
import { walkthroughCommand } from './walkthrough';

/** Registers the commands by which people get connected, and from there to a first document. */
export function registerConnectionCommands(store: JobStore, lookout: Lookout): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand('domainbackup.addConnection', () => addConnectionCommand()),
    registerCommand('domainbackup.removeConnection', (node?: ConnectionNode) =>
      removeConnectionCommand(store, node),
    ),
    registerCommand('domainbackup.reconnect', (node?: ConnectionNode) =>
      reconnectCommand(store, lookout, node),
    ),
    registerCommand('domainbackup.newBackup', (node?: ConnectionNode) =>
      newBackupCommand(store, lookout, node),
    ),
    registerCommand('domainbackup.walkthrough', (step?: unknown) => walkthroughCommand(step)),
  );
}
