import * as vscode from 'vscode';
import type { DiskState, Loss } from '../../../engine';
import type { PastRun } from '../../history/pastRun';

/** Why nobody knows how a backup ended, in a few words for its row. */
export function lossWords(loss: Loss): string {
  switch (loss) {
    case 'gone':
      return vscode.l10n.t('QEMU went away');
    case 'anew':
      return vscode.l10n.t('another QEMU answers now');
    case 'dismissed':
      return vscode.l10n.t('another program dismissed its jobs');
  }
}

/** The same in a sentence. */
export function lossText(loss: Loss): string {
  switch (loss) {
    case 'gone':
      return vscode.l10n.t('QEMU has ended, or the connection to it, before anybody had read the outcome.');
    case 'anew':
      return vscode.l10n.t(
        'QEMU has ended. The QEMU that answers now knows nothing of this backup: the machine was started anew, or another program cleared up.',
      );
    case 'dismissed':
      return vscode.l10n.t(
        'Another program dismissed its jobs in QEMU, and nobody was told how they had ended.',
      );
  }
}

/**
 * The partial files that stay of a backup, a line each, and what to do with them where nobody knows its outcome.
 * @param outcome of the backup, or of its one disk
 */
export function remainsLines(
  disks: readonly { disk: string; remains?: string }[],
  outcome: DiskState | PastRun['outcome'],
): string[] {
  const files = disks.flatMap(({ disk, remains }) =>
    remains === undefined ? [] : [vscode.l10n.t('{0}: what it wrote so far stays in {1}', disk, remains)],
  );
  if (files.length === 0 || outcome !== 'unknown') return files;
  return [
    ...files,
    // Whoever has no record of the backup may have settled it, and been told how it ended.
    vscode.l10n.t(
      'Whether these files are whole nobody here can tell. Unless somebody else was told that the backup completed, make it again, then remove them.',
    ),
  ];
}
