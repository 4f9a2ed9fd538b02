import * as vscode from 'vscode';
import type { ConnectionNode, JobStore } from '../../store/jobStore';
import { isRow } from '../../store/rowAbilities';
import type { Lookout } from '../../store/lookout';
import { addConnectionCommand } from './addConnection';
import { newBackupCommand } from './newBackup';
import { reconnectCommand } from './reconnect';
import { removeConnectionCommand } from './removeConnection';
import { walkthroughCommand } from './walkthrough';

/** The row that a command was called with; undefined where it was called from the palette, or by a key with anything else. */
function rowOf(argument: unknown): ConnectionNode | undefined {
  return isRow(argument, ['connection']) ? argument : undefined;
}

/** Registers the commands by which people get connected, and from there to a first document. */
export function registerConnectionCommands(store: JobStore, lookout: Lookout): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand('domainbackup.addConnection', () => addConnectionCommand()),
    registerCommand('domainbackup.removeConnection', (argument?: unknown) =>
      removeConnectionCommand(store, rowOf(argument)),
    ),
    registerCommand('domainbackup.reconnect', (argument?: unknown) =>
      reconnectCommand(store, lookout, rowOf(argument)),
    ),
    registerCommand('domainbackup.newBackup', (argument?: unknown) =>
      newBackupCommand(store, lookout, rowOf(argument)),
    ),
    registerCommand('domainbackup.walkthrough', (step?: unknown) => walkthroughCommand(step)),
  );
}
