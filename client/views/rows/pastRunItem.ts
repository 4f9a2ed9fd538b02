import * as vscode from 'vscode';
import { formatPercent } from '../../../engine';
import { plainText } from '../../reporting/plainText';
import { runTitle } from '../../reporting/runTitle';
import { pastAbilities } from '../../store/abilities';
import type { PastRunNode } from '../../store/historyNodes';
import type { Work } from '../../store/work';
import { faultText } from '../words/foundText';
import { pastRunLines } from '../words/pastLines';
import { unnamedMachine } from '../words/pastMachine';
import { pastParts } from '../words/pastParts';
import { outcomeText, workText } from '../words/pastText';
import { percentWords } from '../words/quantities';
import { stateIcon } from '../words/stateIcon';
import { historyId } from './rowId';

function icon({ past, chain, found }: PastRunNode, work: Work | undefined): vscode.ThemeIcon {
  if (work !== undefined) return new vscode.ThemeIcon('sync~spin', new vscode.ThemeColor('charts.blue'));
  if (past.outcome === 'open') return new vscode.ThemeIcon('circle-outline');
  const isAtHand = past.lack === undefined && past.away === undefined;
  const isWhole = chain === 'complete' && isAtHand && faultText(found) === undefined;
  if (past.outcome === 'completed' && !isWhole) return stateIcon('io-error');
  return stateIcon(past.outcome);
}

/** The row of a past backup. */
export class PastRunItem extends vscode.TreeItem {
  constructor(node: PastRunNode, work: Work | undefined) {
    const { past } = node;
    const title = plainText(runTitle(past.name));
    super(title, vscode.TreeItemCollapsibleState.Collapsed);
    const progress = work === undefined ? [] : [workText(work), formatPercent({ ...work, state: 'running' })];
    const machine = unnamedMachine(node);
    const parts = [...pastParts(node), ...(machine === undefined ? [] : [machine])].map(plainText);
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
