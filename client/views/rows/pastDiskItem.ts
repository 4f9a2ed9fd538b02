import * as vscode from 'vscode';
import { plainText } from '../../reporting/plainText';
import { pastTargetFile } from '../../store/abilities';
import type { PastDiskNode } from '../../store/historyNodes';
import { pastDiskLines } from '../words/pastLines';
import { stateIcon } from '../words/stateIcon';
import { stateText } from '../words/stateText';
import { historyId } from './rowId';
import { sizeText } from '../words/quantities';

/** The row of one disk of a past backup. */
export class PastDiskItem extends vscode.TreeItem {
  constructor(node: PastDiskNode) {
    const { disk, parent } = node;
    super(plainText(disk.disk), vscode.TreeItemCollapsibleState.None);
    const bytes = disk.onDisk === undefined ? [] : [sizeText(disk.onDisk)];
    const state = disk.outcome === 'completed' ? [] : [stateText(disk.outcome)];
    this.id = historyId('past-disk', parent.past.run, disk.disk);
    this.description = [...state, ...bytes, plainText(disk.target)].join(' · ');
    this.tooltip = pastDiskLines(disk).join('\n');
    this.iconPath = disk.outcome === 'completed' ? new vscode.ThemeIcon('file') : stateIcon(disk.outcome);
    this.contextValue = `past-disk ${disk.outcome}${pastTargetFile(node) === undefined ? '' : ' revealable'}`;
    this.accessibilityInformation = {
      label: [
        vscode.l10n.t('Disk {0}', plainText(disk.disk)),
        stateText(disk.outcome),
        ...bytes,
        plainText(disk.target),
      ].join(', '),
    };
  }
}
