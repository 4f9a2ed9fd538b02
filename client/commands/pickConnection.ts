import * as vscode from 'vscode';
import type { ConnectionNode, JobStore } from '../store/jobStore';

/**
 * Asks which machine is meant, where there are several.
 * @returns undefined where there is none, or the choice was dismissed
 */
export async function pickConnection({ connections }: JobStore): Promise<ConnectionNode | undefined> {
  const [only] = connections;
  if (only === undefined) {
    const openSettings = vscode.l10n.t('Open Settings');
    const message = vscode.l10n.t(
      'No machine is configured. Name the monitor socket of a running QEMU in the settings.',
    );
    const choice = await vscode.window.showErrorMessage(message, openSettings);
    if (choice === openSettings) await vscode.commands.executeCommand('domainbackup.openSettings');
    return undefined;
  }
  if (connections.length === 1) return only;
  const items = connections.map((node) => ({
    label: node.connection.name,
    description: node.connection.socket,
    node,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Start Backup'),
    placeHolder: vscode.l10n.t('Machine to back up'),
  });
  return picked?.node;
}
