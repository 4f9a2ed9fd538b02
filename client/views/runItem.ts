import * as vscode from 'vscode';
import { formatPercent } from '../../engine';
import { isGoing, type RunNode } from '../store/jobStore';
import { runTitle } from '../reporting/runTitle';
import { stateIcon } from './stateIcon';
import { stateText } from './stateText';

/** How far all disks together are, in bytes. */
function progressOf({ snapshot }: RunNode): { current: number; total: number } {
  const sum = (key: 'current' | 'total'): number =>
    snapshot.disks.reduce((bytes, disk) => bytes + disk[key], 0);
  return { current: sum('current'), total: sum('total') };
}

/** The row of a backup. */
export class RunItem extends vscode.TreeItem {
  constructor(run: RunNode) {
    const { snapshot, parent } = run;
    super(runTitle(snapshot.name), vscode.TreeItemCollapsibleState.Expanded);
    const { current, total } = progressOf(run);
    const state = stateText(snapshot.state);
    const percent = formatPercent({ current, total, state: snapshot.state });
    const going = isGoing(run);
    const cancelable = going && snapshot.state !== 'cancelling';
    this.id = `run:${parent.connection.name}/${snapshot.run}`;
    this.description = going ? `${percent} · ${state}` : state;
    this.tooltip = tooltip(run);
    this.iconPath = stateIcon(snapshot.state);
    this.contextValue = `run ${snapshot.state}${cancelable ? ' cancelable' : ''}`;
    this.accessibilityInformation = {
      label: vscode.l10n.t('Backup {0}, {1}, {2}', runTitle(snapshot.name), state, percent),
    };
  }
}

/** @param at in ms since the epoch */
function time(at: number): string {
  return new Date(at).toLocaleString(vscode.env.language);
}

function tooltip({ snapshot, origin }: RunNode): string {
  const lines = [
    vscode.l10n.t('Name {0}', snapshot.name),
    vscode.l10n.t('Run {0}', snapshot.run),
    vscode.l10n.t('Started {0}', time(snapshot.startedAt)),
  ];
  if (snapshot.endedAt !== undefined) lines.push(vscode.l10n.t('Ended {0}', time(snapshot.endedAt)));
  if (origin === 'elsewhere') lines.push(vscode.l10n.t('Started by another program or an earlier window'));
  return lines.join('\n');
}
