import * as vscode from 'vscode';
import type { RunResult } from '../../engine';
import { resultLines } from '../logs/runLog';
import { notify } from './notify';
import { runTitle } from './runTitle';

/** Says how a backup ended: one sentence for a person, a line for each disk in the log. */
export async function reportOutcome(
  log: vscode.LogOutputChannel,
  name: string,
  machine: string,
  result: RunResult,
): Promise<void> {
  log.info(`Backup "${name}" of ${machine} (${result.run})`);
  for (const line of resultLines(result)) log.info(line);
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
          'The connection to {machine} was lost, so how backup "{name}" ends is not known yet. It is seen by itself once the machine answers.',
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
