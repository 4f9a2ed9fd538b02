import * as vscode from 'vscode';
import { formatPercent, formatRate, type DiskProgress } from '../../../engine';
import { plainText } from '../../reporting/plainText';
import { targetFile } from '../../store/abilities';
import type { DiskNode } from '../../store/jobStore';
import { diskLines } from '../words/diskLines';
import { bytesText, percentWords, rateWords, timeLeftText } from '../words/quantities';
import { stateIcon } from '../words/stateIcon';
import { stateText } from '../words/stateText';
import { rowId } from './rowId';

/** Rate and time left mean nothing where nothing moves. */
function pace(progress: DiskProgress): Pick<DiskProgress, 'rate' | 'timeLeft'> {
  return progress.state === 'running' || progress.state === 'throttled' ? progress : {};
}

/** What a narrow side bar cuts off comes last. */
function description(progress: DiskProgress): string {
  const { state, speedLimit } = progress;
  const { rate, timeLeft } = pace(progress);
  const moves = rate === undefined ? [] : [formatRate(rate)];
  const left = timeLeft === undefined ? [] : [timeLeftText(timeLeft)];
  const words = state === 'running' || state === 'throttled' ? [] : [stateText(state)];
  const isOpen = progress.current < progress.total;
  const limit =
    isOpen && speedLimit !== undefined ? [vscode.l10n.t('limited to {0}', formatRate(speedLimit))] : [];
  return [formatPercent(progress), ...words, ...moves, ...left, ...limit, bytesText(progress)].join(' · ');
}

function spoken(progress: DiskProgress): string {
  const { rate, timeLeft } = pace(progress);
  return [
    vscode.l10n.t('Disk {0}', plainText(progress.disk)),
    stateText(progress.state),
    percentWords(progress),
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
    const facts = parent.facts?.disks.find(({ disk }) => disk === progress.disk);
    this.id = rowId('disk', parent.parent.connection, parent.snapshot.run, progress.disk);
    this.description = description(progress);
    // A string is shown as it is, and not read as Markdown.
    this.tooltip = diskLines(progress, facts).join('\n');
    this.iconPath = stateIcon(progress.state);
    this.contextValue = `disk ${progress.state}${targetFile(node) === undefined ? '' : ' revealable'}`;
    this.accessibilityInformation = { label: spoken(progress) };
  }
}
