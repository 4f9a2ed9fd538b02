import * as vscode from 'vscode';
import type { ConnectionNode, ConnectionState } from '../store/jobStore';
import { connectionText } from './stateText';

function icon({ kind }: ConnectionState): vscode.ThemeIcon {
  switch (kind) {
    case 'unseen':
    case 'connected':
      return new vscode.ThemeIcon('vm');
    case 'busy':
      return new vscode.ThemeIcon('lock', new vscode.ThemeColor('list.warningForeground'));
    case 'refused':
      return new vscode.ThemeIcon('vm-outline');
    case 'missing':
    case 'failed':
      return new vscode.ThemeIcon('debug-disconnect', new vscode.ThemeColor('list.errorForeground'));
  }
}

/** The row of a configured machine. */
export class ConnectionItem extends vscode.TreeItem {
  constructor({ connection, state, runs }: ConnectionNode) {
    const { Expanded, None } = vscode.TreeItemCollapsibleState;
    super(connection.name, runs.length === 0 ? None : Expanded);
    // VS Code keeps a known row collapsed even if it gets its first children later; with another id it is new.
    this.id = `connection:${connection.name}${runs.length === 0 ? '' : ':backups'}`;
    this.description = connectionText(state);
    // Text from outside is shown as it is: a string is not read as Markdown.
    this.tooltip = [connection.socket, 'message' in state ? state.message : this.description].join('\n');
    this.iconPath = icon(state);
    this.contextValue = `connection ${state.kind}`;
    this.accessibilityInformation = { label: `${connection.name}, ${this.description}` };
  }
}
