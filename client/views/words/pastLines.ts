import path from 'node:path';
import * as vscode from 'vscode';
import type { PastRun } from '../../history/pastRun';
import { onDiskOf } from '../../history/sizesOnDisk';
import { plainText } from '../../reporting/plainText';
import { runTitle } from '../../reporting/runTitle';
import { belowOf, type PastDiskNode, type PastRunNode } from '../../store/historyNodes';
import { awayText } from './awayText';
import { foundLine } from './foundText';
import { lossText, remainsLines } from './lossText';
import { namedBackup } from './namedRuns';
import { machineText } from './pastMachine';
import { modeText, outcomeText } from './pastText';
import { endText, momentText, sizeText } from './quantities';
import { stateText } from './stateText';

/** What the digests of a backup cannot speak for. */
function digestText(digests: PastRun['digests']): string | undefined {
  switch (digests) {
    case 'missing':
      return vscode.l10n.t(
        'Not all digests are recorded, so nobody can tell whether its data has changed. Verify records them.',
      );
    case 'late':
      return vscode.l10n.t('Digests were made by a later verification: damage before that is not seen.');
    case undefined:
      return undefined;
  }
}

/** Which backup a past one builds on; undefined where it builds on none. */
function buildsOnText(node: PastRunNode): string | undefined {
  const { parent } = node.past;
  if (parent?.run === undefined) return undefined;
  const base = belowOf(node)?.past;
  return base === undefined
    ? vscode.l10n.t('Builds on run {0}', parent.run)
    : vscode.l10n.t('Builds on {0}, run {1}', namedBackup(base), parent.run);
}

/** Everything that is known of a past backup as a whole, a line each. */
export function pastRunLines(node: PastRunNode): string[] {
  const { past, chain, found } = node;
  const { run, name, description, machine, error, startedAt, endedAt, checkpoint, parent, disks } = past;
  const errors =
    past.loss === undefined
      ? disks.flatMap((disk) => (disk.error === undefined ? [] : [`${disk.disk}: ${disk.error}`]))
      : [lossText(past.loss)];
  // Of one that is not known yet, the errors name them.
  const isOpen = past.outcome === 'unknown' && past.loss === undefined;
  const onDisk = onDiskOf(past);
  const folders = new Set(disks.map(({ target }) => path.dirname(target)));
  const of = machineText(machine);
  const values: (string | undefined)[] = [
    vscode.l10n.t('Backup {0} of {1}', runTitle(name), of),
    [outcomeText(past.outcome), modeText(past)].join(', '),
    past.outcome === 'open'
      ? vscode.l10n.t('Nobody has taken its outcome yet. A look at the machine does, if QEMU still has it.')
      : undefined,
    past.away === undefined ? undefined : awayText(past.away),
    chain === 'broken'
      ? vscode.l10n.t(
          'The run {0} that it builds on is not known here, so it cannot be restored.',
          parent?.run ?? '',
        )
      : undefined,
    past.lack === undefined || chain === 'broken'
      ? undefined
      : vscode.l10n.t('It cannot be restored as it is now: {0}', past.lack),
    foundLine(found),
    digestText(past.digests),
    error,
    ...errors,
    ...(isOpen ? [] : remainsLines(disks, past.outcome)),
    onDisk === undefined ? undefined : vscode.l10n.t('{0} on the storage', sizeText(onDisk)),
    ...[...folders].map((folder) => vscode.l10n.t('In the folder {0}', folder)),
    description,
    checkpoint === undefined ? undefined : vscode.l10n.t('Made the checkpoint {0}', checkpoint),
    buildsOnText(node),
    vscode.l10n.t('Started {0}', momentText(startedAt)),
    endedAt === undefined ? undefined : endText(startedAt, endedAt),
    vscode.l10n.t('Machine {0}, QEMU {1}', of, machine.version),
    vscode.l10n.t('Run {0}', run),
    past.manifest === 'none' && past.away === undefined
      ? vscode.l10n.t('There is no manifest of it here.')
      : undefined,
  ];
  return values.filter((value) => value !== undefined).map(plainText);
}

/** Everything that is known of one disk of a past backup, a line each. */
export function pastDiskLines({ disk: past, damage }: PastDiskNode): string[] {
  const { disk, source, target, format, size, copied, onDisk, outcome, error, remains } = past;
  const values: (string | undefined)[] = [
    vscode.l10n.t('Disk {0}: {1}', disk, stateText(outcome)),
    foundLine(damage),
    ...(outcome === 'unknown' && remains !== undefined ? [] : [error]),
    ...remainsLines([{ disk, ...(remains !== undefined && { remains }) }], outcome),
    vscode.l10n.t('Virtual size {0}', sizeText(size)),
    copied === undefined ? undefined : vscode.l10n.t('Copied {0}', sizeText(copied)),
    onDisk === undefined ? undefined : vscode.l10n.t('{0} on the storage', sizeText(onDisk)),
    source === undefined ? undefined : vscode.l10n.t('Source {0}', source),
    vscode.l10n.t('Target {0} ({1})', target, format),
  ];
  return values.filter((value) => value !== undefined).map(plainText);
}
