import * as vscode from 'vscode';
import type { PastRun } from '../../history/pastRun';
import { choose, chooseSeveral, openFolder } from '../../reporting/messages';
import { runTitle } from '../../reporting/runTitle';
import { sizeText } from '../../views/words/quantities';

/** What a person wants to have restored, and where to. */
export interface Wish {
  to: string;
  disks: string[];
  format: 'qcow2' | 'raw';
}

/** Asks which disks are to be restored, as what, and where to; undefined where a question was dismissed. */
export async function askWish(past: PastRun): Promise<Wish | undefined> {
  const title = vscode.l10n.t('Restore {0}', runTitle(past.name));
  const disks =
    past.disks.length === 1
      ? past.disks.map(({ disk }) => disk)
      : await chooseSeveral(
          title,
          vscode.l10n.t('Disks to restore'),
          past.disks.map(({ disk, size }) => ({ label: disk, description: sizeText(size), value: disk })),
        );
  if (disks === undefined || disks.length === 0) return undefined;
  const formats = [
    {
      label: 'qcow2',
      description: vscode.l10n.t('takes the space of what is in it'),
      value: 'qcow2' as const,
    },
    { label: 'raw', description: vscode.l10n.t('as a device holds it'), value: 'raw' as const },
  ];
  const format = await choose(title, vscode.l10n.t('Format of the new files'), formats);
  if (format === undefined) return undefined;
  const to = await openFolder(vscode.l10n.t('Folder for the restored disks'), vscode.l10n.t('Restore Here'));
  return to === undefined ? undefined : { to, disks, format };
}
