import * as vscode from 'vscode';
import { plainText } from '../../reporting/plainText';
import { isGoing, type DiskNode } from '../../store/nodes';
import { diskConditionOf } from '../../store/runCondition';
import { remainsLines } from './lossText';
import { bytesText, momentText, numberText, rateText, timeLeftText } from './quantities';
import { adviceText, stateText } from './stateText';

/** Everything that is known of a disk's backup, a line each. */
export function diskLines(node: DiskNode): string[] {
  const { progress, parent } = node;
  const facts = parent.facts?.disks.find(({ disk }) => disk === progress.disk);
  const shown = diskConditionOf(node);
  const { state, since, current, total, rate, timeLeft, speedLimit, target, job, error, remains } = progress;
  const advice = adviceText(progress);
  const writtenTo = facts !== undefined && facts.writtenTo !== target ? facts.writtenTo : undefined;
  const values: (string | undefined)[] = [
    since === undefined || shown !== state
      ? stateText(shown)
      : vscode.l10n.t('{0} since {1}', stateText(state), momentText(since)),
    advice,
    // Of an outcome that nobody knows it says what these lines say.
    ...(state === 'unknown' && remains !== undefined ? [] : [error]),
    ...remainsLines([progress], state),
    vscode.l10n.t('{0} ({1} of {2} bytes)', bytesText(progress), numberText(current), numberText(total)),
    rate === undefined || shown === 'silent'
      ? undefined
      : [rateText(rate), ...(timeLeft === undefined ? [] : [timeLeftText(timeLeft)])].join(', '),
    speedLimit === undefined ? undefined : vscode.l10n.t('Limited to {0}', rateText(speedLimit)),
    facts?.source === undefined ? undefined : vscode.l10n.t('Source {0}', facts.source),
    facts === undefined
      ? vscode.l10n.t('Target {0}', target)
      : vscode.l10n.t('Target {0} ({1})', target, facts.format),
    writtenTo === undefined || state === 'completed' || !isGoing(parent)
      ? undefined
      : vscode.l10n.t('Written to {0} until the backup is complete', writtenTo),
    facts === undefined ? undefined : vscode.l10n.t('Node {0}', facts.node),
    vscode.l10n.t('Block job {0}', job),
  ];
  return values.filter((value) => value !== undefined).map(plainText);
}
