import * as vscode from 'vscode';
import { plainText } from '../../reporting/plainText';
import type { ConnectionNode, ConnectionState, MachineSummary } from '../../store/nodes';
import { rowId } from './rowId';
import { connectionText, exposureText, failureDetails } from '../words/connectionText';
import { sizeText } from '../words/quantities';

const warning = new vscode.ThemeColor('list.warningForeground');

function icon(state: ConnectionState): vscode.ThemeIcon {
  switch (state.kind) {
    case 'unseen':
      return new vscode.ThemeIcon('vm');
    case 'connected':
      return new vscode.ThemeIcon('vm', state.machine.exposure === 'everybody' ? warning : undefined);
    case 'busy':
      return new vscode.ThemeIcon('lock', warning);
    case 'refused':
      return new vscode.ThemeIcon('vm-outline');
    case 'denied':
      return new vscode.ThemeIcon('shield', warning);
    case 'missing':
    case 'failed':
      return new vscode.ThemeIcon('debug-disconnect', new vscode.ThemeColor('list.errorForeground'));
  }
}

function driveLines({ drives }: MachineSummary): string[] {
  return drives.map(({ name, size, format, source }) =>
    [name, sizeText(size), format, source].filter((value) => value !== undefined).join(' · '),
  );
}

/** The row of a configured machine. */
export class ConnectionItem extends vscode.TreeItem {
  /** @param children whether there is anything below it */
  constructor({ connection, state, listing }: ConnectionNode, children: 'bare' | 'open') {
    const { Expanded, None } = vscode.TreeItemCollapsibleState;
    super(plainText(connection.name), children === 'bare' ? None : Expanded);
    this.id = rowId('connection', connection);
    this.description =
      listing === 'kept'
        ? vscode.l10n.t('removed, stays until its backup has ended')
        : connectionText(connection.name, state);
    // Text from outside is shown as it is: a string is not read as Markdown.
    const exposure = state.kind === 'connected' ? state.machine.exposure : undefined;
    this.tooltip = [
      connection.socket,
      'message' in state ? failureDetails(state) : this.description,
      ...(state.kind === 'connected' ? driveLines(state.machine) : []),
      ...(exposure === undefined ? [] : [exposureText(exposure)]),
    ]
      .map(plainText)
      .join('\n');
    this.iconPath = icon(state);
    // It can be neither removed again nor worked with.
    this.contextValue = `${listing === 'kept' ? 'kept-connection' : 'connection'} ${state.kind}`;
    this.accessibilityInformation = { label: `${connection.name}, ${this.description}` };
  }
}
