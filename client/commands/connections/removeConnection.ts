import * as vscode from 'vscode';
import { removeConnection } from '../../connections/editConnections';
import { ask } from '../../reporting/messages';
import type { JobStore } from '../../store/jobStore';
import type { ConnectionNode } from '../../store/nodes';
import { pickConnection } from '../pickConnection';

/** Remove Connection: takes a machine out of the user's settings. Nothing of the machine is touched. */
export async function removeConnectionCommand(
  store: JobStore,
  row: ConnectionNode | undefined,
): Promise<void> {
  const title = vscode.l10n.t('Remove Connection');
  const node = row ?? (await pickConnection(store, title, vscode.l10n.t('Connection to remove')));
  if (node === undefined) return;
  const answer = await ask('information', {
    message: vscode.l10n.t('Remove the connection "{0}" from your settings?', node.connection.name),
    detail: [vscode.l10n.t('The machine, its running backups and their files stay as they are.')],
    yes: title,
  });
  if (answer === 'yes') await removeConnection(node.connection);
}
