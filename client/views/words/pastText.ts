import * as vscode from 'vscode';
import type { PastRun } from '../../history/pastRun';
import type { Work } from '../../store/work';
import { stateText } from './stateText';

/** How a past backup ended, as people are told it. */
export function outcomeText(outcome: PastRun['outcome']): string {
  return outcome === 'open' ? vscode.l10n.t('not settled yet') : stateText(outcome);
}

/** Whether a backup is whole or holds changes, and since when. */
export function modeText({ mode, parent }: Pick<PastRun, 'mode' | 'parent'>): string {
  const since = parent?.checkpoint;
  switch (mode) {
    case 'full':
      return vscode.l10n.t('full');
    case 'incremental':
      return since === undefined
        ? vscode.l10n.t('incremental')
        : vscode.l10n.t('incremental since {0}', since);
    case 'differential':
      return since === undefined
        ? vscode.l10n.t('differential')
        : vscode.l10n.t('differential since {0}', since);
  }
}

/** What is being done with a past backup. */
export function workText({ kind }: Work): string {
  switch (kind) {
    case 'verify':
      return vscode.l10n.t('verifying');
    case 'restore':
      return vscode.l10n.t('restoring');
  }
}
