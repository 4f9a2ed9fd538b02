import * as vscode from 'vscode';
import type { JobStore } from '../../store/jobStore';
import type { ConnectionNode } from '../../store/nodes';
import { isRow } from '../../store/rowAbilities';
import type { Lookout } from '../../store/lookout';
import { registerTrusted } from '../preconditions';
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
  return vscode.Disposable.from(
    registerTrusted('domainbackup.addConnection', () => addConnectionCommand()),
    registerTrusted('domainbackup.removeConnection', (argument) =>
      removeConnectionCommand(store, rowOf(argument)),
    ),
    registerTrusted('domainbackup.reconnect', (argument) =>
      reconnectCommand(store, lookout, rowOf(argument)),
    ),
    registerTrusted('domainbackup.newBackup', (argument) =>
      newBackupCommand(store, lookout, rowOf(argument)),
    ),
    vscode.commands.registerCommand('domainbackup.walkthrough', (step?: unknown) => walkthroughCommand(step)),
  );
}
