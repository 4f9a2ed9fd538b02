import * as vscode from 'vscode';
import { planRestore, RestoreError, type PlannedRestore, type RestoreOptions } from '../../../engine';
import type { PastRun } from '../../history/pastRun';
import { dialogLines } from '../../reporting/dialogLines';
import { logError } from '../../reporting/log';
import { ask } from '../../reporting/messages';
import { notify } from '../../reporting/notify';
import { runTitle } from '../../reporting/runTitle';
import { faultText, foundLine } from '../../views/words/foundText';
import { namedError } from '../../views/words/namedRuns';
import type { HistoryParts } from './parts';
import type { Wish } from './restoreWish';

/** What becomes of damage. */
type Damaged = NonNullable<RestoreOptions['damage']>;

function planLine({ disk, file, links }: PlannedRestore): string {
  return links.length === 1
    ? vscode.l10n.t('{0} → {1}', disk.disk, file)
    : vscode.l10n.t('{0} → {1}, from {2} backups that build on each other', disk.disk, file, links.length);
}

const onlyRead = (): string => vscode.l10n.t('New files are written; the backups are only read.');

/**
 * Asks whether a backup is to be restored, after what will happen was shown.
 * @returns what is to become of damage; undefined where it is not to be restored, or cannot be, which was told then
 */
export async function confirmRestore(
  parts: HistoryParts,
  past: PastRun,
  wish: Wish,
): Promise<Damaged | undefined> {
  const { log, store, readHistory } = parts;
  try {
    const { catalogue } = await readHistory();
    const { disks: plans } = await planRestore(catalogue, past.run, wish);
    const found = store.history.find(past.run)?.found;
    const damage = faultText(found) === undefined ? undefined : foundLine(found);
    const answer = await ask(damage === undefined ? 'information' : 'warning', {
      message: vscode.l10n.t('Restore backup "{0}"?', runTitle(past.name)),
      detail: [
        ...(damage === undefined ? [] : dialogLines(log, [damage])),
        ...dialogLines(log, plans.map(planLine)),
        onlyRead(),
      ],
      yes: vscode.l10n.t('Restore'),
    });
    return answer === 'yes' ? 'refuse' : undefined;
  } catch (error) {
    const isOffered = await offerAnyway(parts, past, wish, error, namedError(error, store));
    return isOffered === 'yes' ? 'accept' : undefined;
  }
}

/**
 * Tells why a backup cannot be restored; where damage is why, and something is left, it offers to restore that, and asks
 * once more.
 * @param message what is told
 */
export async function offerAnyway(
  { log, readHistory }: HistoryParts,
  past: PastRun,
  wish: Wish,
  error: unknown,
  message: string,
): Promise<'yes' | 'no'> {
  logError(log, `Backup "${runTitle(past.name)}" (${past.run}) cannot be restored to ${wish.to}`, error);
  const plan =
    error instanceof RestoreError
      ? await readHistory()
          .then(({ catalogue }) => planRestore(catalogue, past.run, { ...wish, damage: 'accept' }))
          .catch(() => undefined)
      : undefined;
  if (plan === undefined) {
    await notify('error', message);
    return 'no';
  }
  if ((await notify('error', message, vscode.l10n.t('Restore Anyway…'))) === 'dismissed') return 'no';
  const lost = plan.lost.map(({ disk, reason }) => vscode.l10n.t('{0} is not restored: {1}', disk, reason));
  return ask('warning', {
    message: vscode.l10n.t('Restore backup "{0}" although it is damaged?', runTitle(past.name)),
    detail: [
      vscode.l10n.t(
        'What is damaged is copied as it is now: the restored disks may hold wrong data, lack some, or not start. Check them before you rely on them.',
      ),
      ...dialogLines(log, plan.disks.map(planLine)),
      ...dialogLines(log, lost),
      onlyRead(),
    ],
    yes: vscode.l10n.t('Restore Anyway'),
  });
}
