import * as vscode from 'vscode';
import type { DiskCondition, RunCondition } from '../../store/runCondition';

const looks: Record<DiskCondition | RunCondition, [icon: string, color?: string]> = {
  starting: ['loading~spin', 'charts.blue'],
  running: ['sync~spin', 'charts.blue'],
  throttled: ['dashboard', 'charts.blue'],
  pausing: ['loading~spin', 'charts.yellow'],
  resuming: ['loading~spin', 'charts.blue'],
  retrying: ['loading~spin', 'charts.blue'],
  paused: ['debug-pause', 'charts.yellow'],
  'out-of-space': ['warning', 'list.warningForeground'],
  'io-error': ['warning', 'list.warningForeground'],
  stalled: ['warning', 'list.warningForeground'],
  silent: ['debug-disconnect', 'list.warningForeground'],
  waiting: ['check', 'charts.blue'],
  cancelling: ['loading~spin', 'charts.yellow'],
  completed: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  cancelled: ['circle-slash', 'disabledForeground'],
  unknown: ['question', 'list.warningForeground'],
};

/** The icon that stands for a state, in the theme's own colours. */
export function stateIcon(state: keyof typeof looks): vscode.ThemeIcon {
  const [icon, color] = looks[state];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** The codicon alone, such as `sync~spin`. */
export function stateCodicon(state: keyof typeof looks): string {
  return looks[state][0];
}
