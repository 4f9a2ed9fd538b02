import * as vscode from 'vscode';
import type { JobStore } from '../../store/jobStore';
import type { ConnectionNode } from '../../store/nodes';
import type { Lookout } from '../../store/lookout';
import { pickConnection } from '../pickConnection';

/** Reconnect: tries a machine at once, without waiting for the next try. */
export async function reconnectCommand(
  store: JobStore,
  lookout: Lookout,
  row: ConnectionNode | undefined,
): Promise<void> {
  const title = vscode.l10n.t('Reconnect');
  const node = row ?? (await pickConnection(store, title, vscode.l10n.t('Connection to try again')));
  if (node === undefined) return;
  const location = { viewId: 'domainbackup.backups' };
  await vscode.window.withProgress({ location }, () => lookout.refreshOne(node));
}
