import * as vscode from 'vscode';
import { choose, showMessage } from '../reporting/messages';
import type { JobStore } from '../store/jobStore';
import type { ConnectionNode } from '../store/nodes';

/**
 * Asks which machine is meant, where there are several.
 * @param title of the command that asks
 * @returns undefined where there is none, or the choice was dismissed
 */
export async function pickConnection(
  store: JobStore,
  title: string,
  placeHolder: string,
): Promise<ConnectionNode | undefined> {
  const connections = store.connections.filter(({ listing }) => listing === 'configured');
  const [only] = connections;
  if (only === undefined) {
    const add = vscode.l10n.t('Add Connection…');
    const message = vscode.l10n.t(
      'No machine is configured. Add a connection to the monitor of a running QEMU.',
    );
    const choice = await showMessage('error', message, add);
    if (choice === add) await vscode.commands.executeCommand('domainbackup.addConnection');
    return undefined;
  }
  if (connections.length === 1) return only;
  const choices = connections.map((node) => ({
    label: node.connection.name,
    description: node.connection.socket,
    value: node,
  }));
  return choose(title, placeHolder, choices);
}
