import * as vscode from 'vscode';
import { plainText } from '../reporting/plainText';
import type { ConnectionNode } from '../store/nodes';

/** Which machines the disks of a document are known from, in a few words. VS Code reads `$(icon)` in them. */
export function machinesText(connections: readonly ConnectionNode[]): string {
  const connected = connections.filter(({ state }) => state.kind === 'connected');
  const [only] = connected;
  if (!vscode.workspace.isTrusted) return vscode.l10n.t('machines are not looked at in Restricted Mode');
  if (connections.length === 0) return vscode.l10n.t('no machine is configured');
  if (only === undefined) return vscode.l10n.t('not connected');
  if (connected.length > 1) return vscode.l10n.t('{0} machines are connected', connected.length);
  return vscode.l10n.t('{0} is connected', plainText(only.connection.name));
}
