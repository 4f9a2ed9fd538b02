import path from 'node:path';
import * as vscode from 'vscode';
import type { Catalogue, PrunePlan } from '../../../engine';
import { runTitle } from '../../reporting/runTitle';
import { runsOf, type HistoryNode, type PastRunNode } from '../../store/historyNodes';
import { namedBackup } from '../../views/words/namedRuns';
import { faultParts } from '../../views/words/pastParts';
import { modeText, outcomeText } from '../../views/words/pastText';
import { momentText, sizeText } from '../../views/words/quantities';

/** What the question before a prune says of the backups in a row. */
interface PruneLines {
  /** What goes, a line each, the newest first. */
  going: string[];
  /** How many of those are what; nothing where all can be restored. */
  tally: string[];
  /** How many stay, and which of them cannot be restored. */
  staying: string[];
}

/**
 * What a past backup is worth, as far as anybody has looked.
 * - `whole`: it can be restored
 * - `broken`: it completed, and is damaged, or cannot be restored as it is now
 * - `none`: it did not complete, or nobody knows whether it did
 */
function worthOf(node: PastRunNode): 'whole' | 'broken' | 'none' {
  if (node.past.outcome !== 'completed') return 'none';
  return node.past.manifest === 'known' && faultParts(node).length === 0 ? 'whole' : 'broken';
}

/** How many backups are whole, broken and none; undefined where all are whole. */
function tallyOf(nodes: readonly PastRunNode[]): string | undefined {
  const count = { whole: 0, broken: 0, none: 0 };
  for (const node of nodes) count[worthOf(node)]++;
  if (count.whole === nodes.length) return undefined;
  return [
    vscode.l10n.t('can be restored: {0}', count.whole),
    ...(count.broken === 0 ? [] : [vscode.l10n.t('damaged, or cannot be restored: {0}', count.broken)]),
    ...(count.none === 0
      ? []
      : [vscode.l10n.t('did not complete, or nobody knows whether it did: {0}', count.none)]),
  ].join('; ');
}

/** A backup that is to go, in a line: when it was made, of what, what is wrong with it, what it is, how much, and where. */
function goingText(
  { run: { run, manifest, disks }, bytes }: PrunePlan['remove'][number],
  history: HistoryNode,
): string {
  const { name, startedAt, machine } = manifest;
  const title = runTitle(name);
  const node = runsOf(history).find(({ past }) => past.run === run);
  const folders = new Set(disks.map(({ file }) => path.dirname(file)));
  return [
    title,
    // A backup without a name of its own is called after its start.
    ...(title === name ? [momentText(Date.parse(startedAt))] : []),
    history.parent?.connection.name ?? machine.name ?? machine.uuid ?? '',
    ...(manifest.outcome === 'completed' ? [] : [outcomeText(manifest.outcome)]),
    ...(node === undefined ? [] : faultParts(node)),
    modeText(manifest),
    sizeText(bytes),
    [...folders].join(', '),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** That so many stay, and what of them cannot be restored. */
function stayingLines(nodes: readonly PastRunNode[]): string[] {
  const tally = tallyOf(nodes);
  if (tally === undefined)
    return [
      nodes.length === 1
        ? vscode.l10n.t('1 backup stays.')
        : vscode.l10n.t('{0} backups stay.', nodes.length),
    ];
  const broken = nodes.filter((node) => worthOf(node) === 'broken');
  return [
    vscode.l10n.t('What stays: {0}.', tally),
    ...broken.map((node) => [namedBackup(node.past), ...faultParts(node)].join(' · ')),
  ];
}

/** What the question before a prune says of what goes and what stays of a row. */
export function pruneLines(
  { runs }: Pick<Catalogue, 'runs'>,
  { remove }: Pick<PrunePlan, 'remove'>,
  history: HistoryNode,
): PruneLines {
  const newestFirst = remove.toSorted((a, b) => runs.indexOf(a.run) - runs.indexOf(b.run));
  const goes = new Set(remove.map(({ run }) => run.run));
  const nodes = runsOf(history);
  const tally = tallyOf(nodes.filter(({ past }) => goes.has(past.run)));
  return {
    going: newestFirst.map((one) => goingText(one, history)),
    tally: tally === undefined ? [] : [vscode.l10n.t('What goes: {0}.', tally)],
    staying: stayingLines(nodes.filter(({ past }) => !goes.has(past.run))),
  };
}
