import * as vscode from 'vscode';
import { formatBytes, formatPercent, formatRate } from '../../engine';
import type { DiskNode } from '../store/jobStore';
import { stateIcon } from './stateIcon';
import { stateText } from './stateText';

/** The row of one disk of a backup. */
export class DiskItem extends vscode.TreeItem {
  constructor({ progress, parent }: DiskNode) {
    super(progress.disk, vscode.TreeItemCollapsibleState.None);
    const { current, total, rate, state } = progress;
    const percent = formatPercent(progress);
    const bytes = vscode.l10n.t('{0} of {1}', formatBytes(current), formatBytes(total));
    const words = stateText(state);
    // What changes, or is out of the ordinary, comes first: a narrow side bar cuts off the rest.
    const speed = state === 'running' && rate !== undefined ? [formatRate(rate)] : [];
    const parts = state === 'running' ? [percent, ...speed, bytes, words] : [percent, words, bytes];
    this.id = `disk:${parent.parent.connection.name}/${parent.snapshot.run}/${progress.disk}`;
    this.description = parts.join(' · ');
    this.tooltip = [
      this.description,
      vscode.l10n.t('Target {0}', progress.target),
      vscode.l10n.t('Block job {0}', progress.job),
      ...(progress.error === undefined ? [] : [progress.error]),
    ].join('\n');
    this.iconPath = stateIcon(state);
    this.contextValue = `disk ${state}`;
    this.accessibilityInformation = {
      label: vscode.l10n.t('Disk {0}, {1}, {2}, {3}', progress.disk, words, percent, bytes),
    };
  }
}
