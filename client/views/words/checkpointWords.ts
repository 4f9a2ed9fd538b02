import * as vscode from 'vscode';
import type { Checkpoint } from '../../../engine';
import { momentText, sizeText } from './quantities';

/** How a checkpoint stands. @param lost why its backup cannot be built on any more */
export function stateWords({ state, disks }: Checkpoint, lost: string | undefined): string {
  switch (state) {
    case 'consistent': {
      if (lost !== undefined) return vscode.l10n.t('backup lost');
      const dirty = disks.reduce((sum, disk) => sum + disk.dirty, 0);
      return vscode.l10n.t('{0} changed since', sizeText(dirty));
    }
    case 'inconsistent':
      return vscode.l10n.t('broken: QEMU was killed; delete it and take a full backup');
    case 'below-snapshot':
      return vscode.l10n.t('below a snapshot that was taken since; take a full backup');
    case 'stopped':
      return vscode.l10n.t('stopped: writes may be missing');
  }
}

/** When a checkpoint was made, and how it stands. @param lost why its backup cannot be built on any more */
export function checkpointDetail(checkpoint: Checkpoint, lost: string | undefined): string {
  const { madeAt } = checkpoint;
  return [
    ...(madeAt === undefined ? [] : [vscode.l10n.t('made {0}', momentText(madeAt))]),
    stateWords(checkpoint, lost),
  ].join(', ');
}
