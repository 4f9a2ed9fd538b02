import * as vscode from 'vscode';
import { isPrunable, runsOf, type HistoryNode } from '../../store/historyNodes';
import { historyId, rowId } from './rowId';

/** The row above the past backups of a machine, or of machines that are not configured. */
export class HistoryItem extends vscode.TreeItem {
  constructor(node: HistoryNode) {
    const label =
      node.parent === undefined ? vscode.l10n.t('History of Other Machines') : vscode.l10n.t('History');
    super(label, vscode.TreeItemCollapsibleState.Collapsed);
    const runs = runsOf(node);
    this.id = node.parent === undefined ? historyId('history') : rowId('history', node.parent.connection);
    this.description = runs.length === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', runs.length);
    this.iconPath = new vscode.ThemeIcon('history');
    this.contextValue = `history${isPrunable(node) ? ' prunable' : ''}`;
    this.tooltip = vscode.l10n.t('Backups that have ended, each with the increments that build on it');
    this.accessibilityInformation = { label: `${label}, ${this.description}` };
  }
}
