import * as vscode from 'vscode';
import { formatPercent } from '../../../engine';
import { onDiskOf } from '../../history/sizesOnDisk';
import { plainText } from '../../reporting/plainText';
import { runTitle } from '../../reporting/runTitle';
import { pastAbilities } from '../../store/abilities';
import type { PastRunNode } from '../../store/historyNodes';
import type { Work } from '../../store/work';
import { faultText } from '../words/foundText';
import { pastRunLines } from '../words/pastLines';
import { modeText, outcomeText, workText } from '../words/pastText';
import { momentText, percentWords, sizeText } from '../words/quantities';
import { stateIcon } from '../words/stateIcon';
import { historyId } from './rowId';

function icon({ past, chain, found }: PastRunNode, work: Work | undefined): vscode.ThemeIcon {
  if (work !== undefined) return new vscode.ThemeIcon('sync~spin', new vscode.ThemeColor('charts.blue'));
  if (past.outcome === 'open') return new vscode.ThemeIcon('circle-outline');
  const isWhole = chain === 'complete' && past.lack === undefined && faultText(found) === undefined;
  if (past.outcome === 'completed' && !isWhole) return stateIcon('io-error');
  return stateIcon(past.outcome);
}

/** The row of a past backup. */
export class PastRunItem extends vscode.TreeItem {
  constructor(node: PastRunNode, work: Work | undefined) {
    const { past, chain, found } = node;
    const title = plainText(runTitle(past.name));
    super(title, vscode.TreeItemCollapsibleState.Collapsed);
    const bytes = onDiskOf(past);
    const progress = work === undefined ? [] : [workText(work), formatPercent({ ...work, state: 'running' })];
    const fault = faultText(found);
    const parts = [
      ...(past.outcome === 'completed' ? [] : [outcomeText(past.outcome)]),
      ...(fault === undefined ? [] : [fault]),
      ...(chain === 'broken'
        ? [vscode.l10n.t('what it builds on is missing')]
        : past.lack === undefined
          ? []
          : [vscode.l10n.t('cannot be restored')]),
      modeText(past),
      ...(bytes === undefined ? [] : [sizeText(bytes)]),
      // A backup without a name of its own is called after its start.
      ...(title === past.name ? [momentText(past.startedAt)] : []),
    ].map(plainText);
    this.id = historyId('past', past.run);
    this.description = [...progress, ...parts].join(' · ');
    this.tooltip = pastRunLines(node).join('\n');
    this.iconPath = icon(node, work);
    this.contextValue = ['past', past.outcome, ...pastAbilities(node, work)].join(' ');
    this.accessibilityInformation = {
      label: [
        vscode.l10n.t('Past backup {0}', title),
        ...(work === undefined ? [] : [workText(work), percentWords({ ...work, state: 'running' })]),
        outcomeText(past.outcome),
        ...parts.slice(past.outcome === 'completed' ? 0 : 1),
      ].join(', '),
    };
  }
}
