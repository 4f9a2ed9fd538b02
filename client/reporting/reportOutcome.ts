import * as vscode from 'vscode';
import type { RunResult } from '../../engine';
import { notify } from './notify';
import { runTitle } from './runTitle';

/** Says how a backup ended: one sentence for a person, a line for each disk in the log. */
export async function reportOutcome(
  log: vscode.LogOutputChannel,
  name: string,
  machine: string,
  result: RunResult,
): Promise<void> {
  log.info(`Backup "${name}" of ${machine}: ${result.outcome}`);
  for (const { disk, target, outcome, error } of result.disks) {
    log.info(`  ${disk} → ${target}: ${outcome}${error === undefined ? '' : ` (${error})`}`);
  }
  const values = { name: runTitle(name), machine };
  switch (result.outcome) {
    case 'completed':
      return notify('information', vscode.l10n.t('Backup "{name}" of {machine} is complete.', values));
    case 'cancelled':
      return notify('information', vscode.l10n.t('Backup "{name}" of {machine} was cancelled.', values));
    case 'unknown':
      return notify(
        'warning',
        vscode.l10n.t(
          'The connection to {machine} was lost, so how backup "{name}" ends is not known. Refresh the view once the machine answers.',
          values,
        ),
      );
    case 'failed': {
      // Disks that only went down with the failed one carry no news.
      const culprit = result.disks.find((disk) => disk.outcome === 'failed');
      const cause = culprit === undefined ? '' : `${culprit.disk}: ${culprit.error ?? culprit.target}`;
      return notify(
        'error',
        vscode.l10n.t('Backup "{name}" of {machine} failed. {cause}', { ...values, cause }),
      );
    }
  }
}
