import path from 'node:path';
import * as vscode from 'vscode';
import type { Choice } from '../../reporting/messages';
import { runTitle } from '../../reporting/runTitle';
import { belowOf, type PastRunNode } from '../../store/historyNodes';
import type { StoreNode } from '../../store/nodes';
import { namedBackup } from './namedRuns';
import { machineOf } from './pastMachine';
import { pastParts } from './pastParts';

/** A row as an entry of a list, where nothing stands above it that would tell of what machine or backup it is. */
export function rowChoice(node: StoreNode): Pick<Choice<never>, 'label' | 'description' | 'detail'> {
  switch (node.kind) {
    case 'connection':
      return { label: node.connection.name, description: node.connection.socket };
    case 'run':
      return { label: runTitle(node.snapshot.name), description: node.parent.connection.name };
    case 'disk':
      return { label: node.progress.disk, description: below(rowChoice(node.parent)) };
    case 'checkpoints':
      return { label: vscode.l10n.t('Checkpoints'), description: node.parent.connection.name };
    case 'checkpoint':
      return { label: node.checkpoint.name, description: node.parent.parent.connection.name };
    case 'history':
      return {
        label: node.parent?.connection.name ?? vscode.l10n.t('History of Other Machines'),
        description: '',
      };
    case 'past':
      return {
        label: runTitle(node.past.name),
        description: [...pastParts(node), machineOf(node)].join(' · '),
        detail: whatIsIn(node),
      };
    case 'past-disk':
      return { label: node.disk.disk, description: below(rowChoice(node.parent)) };
  }
}

/**
 * The disks of a past backup, what it builds on, the checkpoint that it made, what its document says it is for, and where
 * it is.
 */
function whatIsIn(node: PastRunNode): string {
  const { disks, checkpoint, description } = node.past;
  const base = belowOf(node)?.past;
  return [
    disks.map(({ disk }) => disk).join(', '),
    ...(base === undefined ? [] : [vscode.l10n.t('builds on {0}', namedBackup(base))]),
    ...(checkpoint === undefined ? [] : [vscode.l10n.t('checkpoint {0}', checkpoint)]),
    ...(description === undefined ? [] : [description]),
    ...new Set(disks.map(({ target }) => path.dirname(target))),
  ].join(' · ');
}

function below({ label, description }: { label: string; description: string }): string {
  return `${label} · ${description}`;
}
