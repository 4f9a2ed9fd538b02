import * as vscode from 'vscode';
import type { DiskProgress, RunSnapshot } from '../../engine';

const looks: Record<DiskProgress['state'] | RunSnapshot['state'], [icon: string, color?: string]> = {
  starting: ['loading~spin', 'charts.blue'],
  running: ['sync~spin', 'charts.blue'],
  paused: ['debug-pause', 'charts.yellow'],
  throttled: ['dashboard', 'charts.blue'],
  'out-of-space': ['warning', 'list.warningForeground'],
  'io-error': ['warning', 'list.warningForeground'],
  stalled: ['warning', 'list.warningForeground'],
  waiting: ['watch', 'charts.blue'],
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
