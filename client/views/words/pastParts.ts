import * as vscode from 'vscode';
import { onDiskOf } from '../../history/sizesOnDisk';
import { runTitle } from '../../reporting/runTitle';
import type { PastRunNode } from '../../store/historyNodes';
import { awayWords } from './awayText';
import { faultText } from './foundText';
import { modeText, outcomeText } from './pastText';
import { momentText, sizeText } from './quantities';
import { failureWords } from './reasonWords';

/** What is wrong with a past backup that completed, in a few words each; nothing where it can be restored as far as is known. */
export function faultParts({ past, chain, found }: PastRunNode): string[] {
  const fault = faultText(found);
  return [
    ...(fault === undefined ? [] : [fault]),
    ...(past.away === undefined ? [] : [awayWords(past.away)]),
    ...(chain === 'broken'
      ? [vscode.l10n.t('what it builds on is missing')]
      : past.lack === undefined
        ? []
        : [vscode.l10n.t('cannot be restored')]),
  ];
}

/** What tells a past backup from others besides its title, in a few words each, the most important first. */
export function pastParts(node: PastRunNode): string[] {
  const { past } = node;
  const bytes = onDiskOf(past);
  const disks = past.disks.map(({ outcome, error }) => ({ state: outcome, error }));
  return [
    ...(past.outcome === 'completed' ? [] : [outcomeText(past.outcome)]),
    ...failureWords(past.outcome, past.error, disks),
    ...faultParts(node),
    modeText(past),
    ...(bytes === undefined ? [] : [sizeText(bytes)]),
    // A backup without a name of its own is called after its start.
    ...(runTitle(past.name) === past.name ? [momentText(past.startedAt)] : []),
  ];
}
