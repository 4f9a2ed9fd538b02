import path from 'node:path';
import * as vscode from 'vscode';
import { DamagedBackupError, planRestore, restoreRun } from '../../../engine';
import { dialogLines } from '../../reporting/dialogLines';
import { logError } from '../../reporting/log';
import { ask, choose, chooseSeveral, showMessage } from '../../reporting/messages';
import { notify } from '../../reporting/notify';
import { revealFile } from '../../reporting/revealFile';
import { runTitle } from '../../reporting/runTitle';
import type { PastRun } from '../../history/pastRun';
import type { PastRunNode } from '../../store/historyNodes';
import { faultText, foundLine } from '../../views/words/foundText';
import { namedError, namedText } from '../../views/words/namedRuns';
import type { HistoryParts } from './parts';
import { workOn } from './workOn';
import { sizeText } from '../../views/words/quantities';

/** What a person wants to have restored, and where to. */
interface Wish {
  to: string;
  disks: string[];
  format: 'qcow2' | 'raw';
}

async function askWish(past: PastRun): Promise<Wish | undefined> {
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
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Folder for the restored disks'),
      openLabel: vscode.l10n.t('Restore Here'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder === undefined ? undefined : { to: folder.fsPath, disks, format };
}

/** Restore…: writes the disks of a past backup into new files, after what will happen was shown. */
export async function restoreCommand(parts: HistoryParts, { past }: PastRunNode): Promise<void> {
  const wish = await askWish(past);
  if (wish === undefined || (await confirm(parts, past, wish)) === 'no') return;
  const restored = await workOn(parts, past, 'restore', async (signal, onProgress) => {
    const { catalogue } = await parts.readHistory();
    const done = new Map<string, { current: number; total: number }>();
    return restoreRun(catalogue, past.run, {
      ...wish,
      signal,
      onProgress: ({ disk, current, total }) => {
        done.set(disk, { current, total });
        onProgress(share([...done.values()], wish.disks.length));
      },
    }).catch((error: unknown) => {
      if (error instanceof DamagedBackupError) {
        const { text, ...where } = error.damage;
        const message = namedText(text, parts.store);
        parts.store.found((verdicts, at) => verdicts.noteDamage({ ...where, message }, at));
      }
      throw error;
    });
  });
  if (restored === undefined) return;
  for (const { disk, file, from } of restored)
    parts.log.info(`Restored ${disk} to ${file} from ${from.join(', ')}`);
  const reveal = vscode.l10n.t('Reveal');
  const values = { name: runTitle(past.name), folder: wish.to };
  const message = vscode.l10n.t('Backup "{name}" was restored to {folder}.', values);
  const [first] = restored;
  if ((await showMessage('information', message, reveal)) === reveal && first !== undefined)
    await revealFile(first.file);
}

/** One disk after the other: each is the same share of the whole, since the later ones' sizes are not known yet. */
function share(
  done: readonly { current: number; total: number }[],
  disks: number,
): { current: number; total: number } {
  const parts = done.map(({ current, total }) => (total === 0 ? 0 : current / total));
  return { current: parts.reduce((sum, part) => sum + part, 0), total: disks };
}

async function confirm(
  { log, store, readHistory }: HistoryParts,
  past: PastRun,
  wish: Wish,
): Promise<'yes' | 'no'> {
  try {
    const { catalogue } = await readHistory();
    const { disks: plans } = await planRestore(catalogue, past.run, wish);
    const found = store.history.find(past.run)?.found;
    const damage = faultText(found) === undefined ? undefined : foundLine(found);
    return await ask(damage === undefined ? 'information' : 'warning', {
      message: vscode.l10n.t('Restore backup "{0}"?', runTitle(past.name)),
      detail: [
        ...(damage === undefined ? [] : dialogLines(log, [damage])),
        ...dialogLines(
          log,
          plans.map(({ disk, file, links }) =>
            links.length === 1
              ? vscode.l10n.t('{0} → {1}', disk.disk, file)
              : vscode.l10n.t(
                  '{0} → {1}, from {2} backups that build on each other',
                  disk.disk,
                  file,
                  links.length,
                ),
          ),
        ),
        vscode.l10n.t('New files are written; the backups are only read.'),
      ],
      yes: vscode.l10n.t('Restore'),
    });
  } catch (error) {
    logError(
      log,
      `Backup "${runTitle(past.name)}" (${past.run}) cannot be restored to ${path.resolve(wish.to)}`,
      error,
    );
    await notify('error', namedError(error, store));
    return 'no';
  }
}
