import * as vscode from 'vscode';
import { plainText } from '../../reporting/plainText';
import { pastTargetFile } from '../../store/abilities';
import type { PastDiskNode } from '../../store/historyNodes';
import { faultText } from '../words/foundText';
import { pastDiskLines } from '../words/pastLines';
import { failureWords } from '../words/reasonWords';
import { stateIcon } from '../words/stateIcon';
import { stateText } from '../words/stateText';
import { historyId } from './rowId';
import { sizeText } from '../words/quantities';

function icon({ disk, damage }: PastDiskNode): vscode.ThemeIcon {
  if (disk.outcome !== 'completed') return stateIcon(disk.outcome);
  return damage === undefined ? new vscode.ThemeIcon('file') : stateIcon('io-error');
}

/** The row of one disk of a past backup. */
export class PastDiskItem extends vscode.TreeItem {
  constructor(node: PastDiskNode) {
    const { disk, parent, damage } = node;
    super(plainText(disk.disk), vscode.TreeItemCollapsibleState.None);
    const bytes = disk.onDisk === undefined ? [] : [sizeText(disk.onDisk)];
    const state = disk.outcome === 'completed' ? [] : [stateText(disk.outcome)];
    const fault = faultText(damage);
    const faults = [...failureWords(disk.outcome, disk.error), ...(fault === undefined ? [] : [fault])];
    this.id = historyId('past-disk', parent.past.run, disk.disk);
    this.description = [...state, ...faults, ...bytes, plainText(disk.target)].join(' · ');
    this.tooltip = pastDiskLines(node).join('\n');
    this.iconPath = icon(node);
    this.contextValue = `past-disk ${disk.outcome}${pastTargetFile(node) === undefined ? '' : ' revealable'}`;
    this.accessibilityInformation = {
      label: [
        vscode.l10n.t('Disk {0}', plainText(disk.disk)),
        stateText(disk.outcome),
        ...faults,
        ...bytes,
        plainText(disk.target),
      ].join(', '),
    };
  }
}
