import * as vscode from 'vscode';
import { formatPercent, type RunSnapshot } from '../../../engine';
import { plainText } from '../../reporting/plainText';
import { runTitle } from '../../reporting/runTitle';
import { abilitiesOf } from '../../store/abilities';
import { isGoing, type RunNode } from '../../store/nodes';
import { conditionOf, paceOf } from '../../store/runCondition';
import { lossWords } from '../words/lossText';
import {
  bytesText,
  percentWords,
  rateText,
  rateWords,
  sizeText,
  timeLeftText,
  tookText,
} from '../words/quantities';
import { conditionText, runLines } from '../words/runLines';
import { failureWords } from '../words/reasonWords';
import { stateIcon } from '../words/stateIcon';
import { stateText } from '../words/stateText';
import { rowId } from './rowId';

/** Why it ended without a backup, in a few words. */
function why({ state, loss, disks }: RunSnapshot): string[] {
  return loss === undefined ? failureWords(state, undefined, disks) : [lossWords(loss)];
}

/** What a narrow side bar cuts off comes last. */
function description(run: RunNode): string {
  const { snapshot } = run;
  if (!isGoing(run)) {
    const { startedAt, endedAt } = snapshot;
    const took = endedAt === undefined ? [] : [tookText(startedAt, endedAt)];
    const bytes = snapshot.state === 'completed' ? sizeText(snapshot.total) : bytesText(snapshot);
    return [stateText(snapshot.state), ...why(snapshot), bytes, ...took].join(' · ');
  }
  const { rate, timeLeft } = paceOf(run);
  const speed = rate === undefined ? [] : [rateText(rate)];
  const left = timeLeft === undefined ? [] : [timeLeftText(timeLeft)];
  const words = plainText(conditionText(run));
  // What is at its limit moves, as the rate tells; the words for it are long.
  const isLimited = conditionOf(run).condition === 'throttled';
  const told = isLimited ? [...speed, ...left, words] : [words, ...speed, ...left];
  return [formatPercent(snapshot), ...told].join(' · ');
}

function spoken(run: RunNode): string {
  const { snapshot } = run;
  const { rate, timeLeft } = paceOf(run);
  return [
    vscode.l10n.t('Backup {0}', plainText(runTitle(snapshot.name))),
    plainText(conditionText(run)),
    ...why(snapshot),
    percentWords(snapshot),
    ...(rate === undefined ? [] : [rateWords(rate)]),
    ...(timeLeft === undefined ? [] : [timeLeftText(timeLeft)]),
  ].join(', ');
}

/** The row of a backup that runs, or that ended while it was watched. */
export class RunItem extends vscode.TreeItem {
  constructor(run: RunNode) {
    const { snapshot, parent } = run;
    super(plainText(runTitle(snapshot.name)), vscode.TreeItemCollapsibleState.Expanded);
    this.id = rowId('run', parent.connection, snapshot.run);
    this.description = description(run);
    // A string is shown as it is, and not read as Markdown.
    this.tooltip = runLines(run).join('\n');
    this.iconPath = stateIcon(conditionOf(run).condition);
    this.contextValue = ['run', snapshot.state, ...abilitiesOf(run)].join(' ');
    this.accessibilityInformation = { label: spoken(run) };
  }
}
