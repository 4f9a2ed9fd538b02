import * as vscode from 'vscode';
import { formatPercent } from '../../engine';
import { plainText } from '../reporting/plainText';
import { runTitle } from '../reporting/runTitle';
import type { GatheredChanges } from '../store/gatheredChanges';
import type { JobStore } from '../store/jobStore';
import type { RunNode } from '../store/nodes';
import { conditionOf, needsAttention, paceOf } from '../store/runCondition';
import { percentWords, timeLeftText } from './words/quantities';
import { conditionText } from './words/runLines';
import { stateCodicon } from './words/stateIcon';

/** How far all backups together are. */
function totalOf(runs: readonly RunNode[]): { current: number; total: number; state: string } {
  const sum = (key: 'current' | 'total'): number =>
    runs.reduce((bytes, { snapshot }) => bytes + snapshot[key], 0);
  return { current: sum('current'), total: sum('total'), state: 'running' };
}

/** The last of them ends then; unknown as long as one cannot tell. @returns seconds */
function timeLeftOf(runs: readonly RunNode[]): number | undefined {
  const times = runs.map((run) => paceOf(run).timeLeft);
  return times.every((time) => time !== undefined) ? Math.max(...times) : undefined;
}

function line(run: RunNode): string {
  const { snapshot, parent } = run;
  const { name } = snapshot;
  const { timeLeft } = paceOf(run);
  const values = { name: runTitle(name), machine: parent.connection.name };
  return plainText(
    [
      vscode.l10n.t('{name} of {machine}', values),
      formatPercent(snapshot),
      conditionText(run),
      ...(timeLeft === undefined ? [] : [timeLeftText(timeLeft)]),
    ].join(' · '),
  );
}

/** Shows in the status bar how far the backups that run are, and leads to the view. Hidden while none runs. */
export class BackupStatus {
  readonly #item: vscode.StatusBarItem;
  readonly #subscription: { dispose(): void };

  constructor(
    private readonly store: JobStore,
    changes: GatheredChanges,
  ) {
    this.#item = vscode.window.createStatusBarItem('domainbackup.status', vscode.StatusBarAlignment.Left);
    this.#item.name = vscode.l10n.t('Domain Backup');
    this.#item.command = 'domainbackup.backups.focus';
    this.#subscription = changes.onChange(() => this.#show());
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const runs = this.store.going;
    const [first] = runs;
    if (first === undefined) return this.#item.hide();
    const conditions = runs.map((run) => conditionOf(run).condition);
    const stuck = conditions.find(needsAttention);
    const total = totalOf(runs);
    const percent = formatPercent(total);
    const what =
      runs.length === 1
        ? vscode.l10n.t('Backup {0}', percent)
        : vscode.l10n.t('{0} backups {1}', runs.length, percent);
    const left = timeLeftOf(runs);
    // Nothing from outside stands here: VS Code reads icons out of it.
    const rest = stuck !== undefined || left === undefined ? '' : ` · ${timeLeftText(left)}`;
    const [condition = 'running'] = stuck === undefined ? conditions : [stuck];
    this.#item.text = `$(${stateCodicon(condition)}) ${what}${rest}`;
    this.#item.tooltip = runs.map(line).join('\n');
    this.#item.backgroundColor =
      stuck === undefined ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#item.accessibilityInformation = {
      label: [vscode.l10n.t('Backup'), percentWords(total), ...runs.map(line)].join(', '),
    };
    this.#item.show();
  }
}
