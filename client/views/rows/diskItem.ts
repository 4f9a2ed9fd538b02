import * as vscode from 'vscode';
import { formatPercent, type DiskProgress } from '../../../engine';
import { plainText } from '../../reporting/plainText';
import { targetFile } from '../../store/abilities';
import type { DiskNode } from '../../store/nodes';
import { diskConditionOf, type DiskCondition } from '../../store/runCondition';
import { diskLines } from '../words/diskLines';
import { bytesText, percentWords, rateText, rateWords, timeLeftText } from '../words/quantities';
import { failureWords } from '../words/reasonWords';
import { stateIcon } from '../words/stateIcon';
import { stateText } from '../words/stateText';
import { rowId } from './rowId';

const moves = (state: DiskCondition): boolean => state === 'running' || state === 'throttled';

/** Whether it ended without a backup: how far it came is then no part of a whole, and 100% would read as success. */
const isLost = (state: DiskCondition): boolean =>
  state === 'failed' || state === 'cancelled' || state === 'unknown';

/** What a narrow side bar cuts off comes last; rate and time left mean nothing where nothing moves. */
function description(progress: DiskProgress, state: DiskCondition): string {
  const { speedLimit } = progress;
  const { rate, timeLeft } = moves(state) ? progress : {};
  const speed = rate === undefined ? [] : [rateText(rate)];
  const left = timeLeft === undefined ? [] : [timeLeftText(timeLeft)];
  const words = moves(state) ? [] : [stateText(state), ...failureWords(state, progress.error)];
  const limit =
    moves(state) && speedLimit !== undefined ? [vscode.l10n.t('limited to {0}', rateText(speedLimit))] : [];
  const percent = isLost(state) ? [] : [formatPercent(progress)];
  return [...percent, ...words, ...speed, ...left, bytesText(progress), ...limit].join(' · ');
}

function spoken(progress: DiskProgress, state: DiskCondition): string {
  const { rate, timeLeft } = moves(state) ? progress : {};
  return [
    vscode.l10n.t('Disk {0}', plainText(progress.disk)),
    stateText(state),
    ...failureWords(state, progress.error),
    ...(isLost(state) ? [] : [percentWords(progress)]),
    ...(rate === undefined ? [] : [rateWords(rate)]),
    ...(timeLeft === undefined ? [] : [timeLeftText(timeLeft)]),
    bytesText(progress),
  ].join(', ');
}

/** The row of one disk of a backup. */
export class DiskItem extends vscode.TreeItem {
  constructor(node: DiskNode) {
    const { progress, parent } = node;
    super(plainText(progress.disk), vscode.TreeItemCollapsibleState.None);
    this.id = rowId('disk', parent.parent.connection, parent.snapshot.run, progress.disk);
    const shown = diskConditionOf(node);
    this.description = description(progress, shown);
    // A string is shown as it is, and not read as Markdown.
    this.tooltip = diskLines(node).join('\n');
    this.iconPath = stateIcon(shown);
    this.contextValue = `disk ${progress.state}${targetFile(node) === undefined ? '' : ' revealable'}`;
    this.accessibilityInformation = { label: spoken(progress, shown) };
  }
}
