import * as vscode from 'vscode';
import { plainText } from '../../reporting/plainText';
import { runTitle } from '../../reporting/runTitle';
import { isGoing, type RunNode } from '../../store/nodes';
import { conditionOf, paceOf } from '../../store/runCondition';
import { lossText, remainsLines } from './lossText';
import { bytesText, endText, momentText, rateText, timeLeftText } from './quantities';
import { adviceText, guestText, silenceText, stateText } from './stateText';

/** How a run fares, with the disk that it is about. */
export function conditionText(run: Pick<RunNode, 'snapshot' | 'asked'>): string {
  const { snapshot } = run;
  const { condition, disk } = conditionOf(run);
  const text =
    snapshot.guest === undefined
      ? stateText(condition)
      : vscode.l10n.t('{0}, machine paused', stateText(condition));
  return disk === undefined || snapshot.disks.length === 1 ? text : `${disk}: ${text}`;
}

/** Everything that is known of a run as a whole, a line each. */
export function runLines(node: RunNode): string[] {
  const { snapshot, facts, origin, parent } = node;
  const { run, name, startedAt, endedAt, contact, disks } = snapshot;
  const { rate, timeLeft } = isGoing(node) ? paceOf(node) : snapshot;
  const stuck = disks.find((disk) => disk.disk === conditionOf(node).disk);
  // Of an outcome that nobody knows, each disk would say the same.
  const errors =
    snapshot.loss === undefined
      ? disks.flatMap(({ disk, error }) => (error === undefined ? [] : [`${disk}: ${error}`]))
      : [lossText(snapshot.loss)];
  // Of one that is not known yet, the errors name them.
  const isOpen = snapshot.state === 'unknown' && snapshot.loss === undefined;
  const values: (string | undefined)[] = [
    vscode.l10n.t('Backup {0} of {1}', runTitle(name), parent.connection.name),
    conditionText(node),
    endedAt === undefined ? silenceText(contact) : undefined,
    stuck === undefined ? undefined : adviceText(stuck),
    conditionOf(node).condition === 'pausing' && node.asked === undefined
      ? vscode.l10n.t(
          'QEMU finishes first what it has under way. A cancel by another program begins like that, too.',
        )
      : undefined,
    guestText(snapshot),
    ...errors,
    ...(isOpen ? [] : remainsLines(disks, snapshot.state)),
    bytesText(snapshot),
    rate === undefined
      ? undefined
      : [rateText(rate), ...(timeLeft === undefined ? [] : [timeLeftText(timeLeft)])].join(', '),
    facts?.description,
    vscode.l10n.t('Started {0}', momentText(startedAt)),
    endedAt === undefined ? undefined : endText(startedAt, endedAt),
    vscode.l10n.t('Run {0}', run),
    origin === 'elsewhere' ? vscode.l10n.t('Started by another program or an earlier window') : undefined,
  ];
  return values.filter((value) => value !== undefined).map(plainText);
}
