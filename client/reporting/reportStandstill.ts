import * as vscode from 'vscode';
import type { RunNode } from '../store/nodes';
import { conditionOf } from '../store/runCondition';
import type { Standstill } from '../store/standstills';
import { adviceText, guestText } from '../views/words/stateText';
import { showMessage } from './messages';
import { runTitle } from './runTitle';

/**
 * Says that a backup waits for a person, why, and what to do, which can be chosen. Resolves when the notification was
 * dismissed.
 * @param show shows the row of the backup
 */
export async function reportStandstill(
  run: RunNode,
  standstill: Standstill,
  show: (run: RunNode) => Promise<void>,
): Promise<void> {
  const { snapshot, parent } = run;
  const stuck = snapshot.disks.find(({ disk }) => disk === conditionOf(run).disk);
  if (stuck === undefined) return;
  const values = { name: runTitle(snapshot.name), machine: parent.connection.name, disk: stuck.disk };
  const what =
    standstill === 'retried'
      ? vscode.l10n.t(
          'The retry of backup "{name}" of {machine} was in vain: {disk} stands still again.',
          values,
        )
      : vscode.l10n.t('Backup "{name}" of {machine} waits: {disk} stands still.', values);
  const sentences = [what, adviceText(stuck), guestText(snapshot)].filter((text) => text !== undefined);
  const retry = vscode.l10n.t('Retry');
  const cancel = vscode.l10n.t('Cancel Backup');
  const showBackup = vscode.l10n.t('Show Backup');
  const choice = await showMessage('warning', sentences.join(' '), retry, cancel, showBackup);
  // It may have gone on, or ended, since; the commands say so.
  if (choice === retry) await vscode.commands.executeCommand('domainbackup.retry', run);
  if (choice === cancel) await vscode.commands.executeCommand('domainbackup.cancel', run);
  if (choice === showBackup) await show(run);
}
