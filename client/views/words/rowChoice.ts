import * as vscode from 'vscode';
import { runTitle } from '../../reporting/runTitle';
import type { PastRunNode } from '../../store/historyNodes';
import type { StoreNode } from '../../store/jobStore';
import { momentText } from './quantities';

/** A row as an entry of a list, where nothing stands above it that would tell of what machine or backup it is. */
export function rowChoice(node: StoreNode): { label: string; description: string } {
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
    case 'past': {
      const { name, startedAt } = node.past;
      return { label: runTitle(name), description: `${machineOf(node)} · ${momentText(startedAt)}` };
    }
    case 'past-disk':
      return { label: node.disk.disk, description: below(rowChoice(node.parent)) };
  }
}

function below({ label, description }: { label: string; description: string }): string {
  return `${label} · ${description}`;
}

/** The machine that a past backup stands below; of another one, what it is called itself. */
function machineOf({ parent, past }: PastRunNode): string {
  if (parent.kind === 'past') return machineOf(parent);
  return parent.parent?.connection.name ?? past.machine.name ?? past.machine.socket ?? '';
}
