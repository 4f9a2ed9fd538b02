import * as vscode from 'vscode';
import {
  DamagedBackupError,
  damageText,
  replacedText,
  restoreRun,
  type Damage,
  type LostDisk,
  type RestoredDisk,
  type RestoreOptions,
} from '../../../engine';
import type { PastRun } from '../../history/pastRun';
import { showMessage } from '../../reporting/messages';
import { revealFile } from '../../reporting/revealFile';
import { runTitle } from '../../reporting/runTitle';
import type { PastRunNode } from '../../store/historyNodes';
import { namedText } from '../../views/words/namedRuns';
import { confirmRestore, offerAnyway } from './confirmRestore';
import type { HistoryParts } from './parts';
import { askWish, type Wish } from './restoreWish';
import { workOn } from './workOn';

/** What became of a restore. */
interface Restored {
  disks: RestoredDisk[];
  lost: LostDisk[];
}

/** Restore…: writes the disks of a past backup into new files, after what will happen was shown. */
export async function restoreCommand(parts: HistoryParts, { past }: PastRunNode): Promise<void> {
  const wish = await askWish(past);
  if (wish === undefined) return;
  const damage = await confirmRestore(parts, past, wish);
  if (damage === undefined) return;
  const restored = await carryOut(parts, past, wish, damage);
  if (!(restored instanceof DamagedBackupError)) return tell(parts, past, wish, restored);
  // The error's own way out is the command line's.
  const values = { name: runTitle(past.name), damage: namedText(restored.damage.text, parts.store) };
  const message = vscode.l10n.t(
    'Backup "{name}" could not be restored. It is damaged: {damage}. Restore another one, or what is left of it.',
    values,
  );
  if ((await offerAnyway(parts, past, wish, restored, message)) === 'no') return;
  const left = await carryOut(parts, past, wish, 'accept');
  if (!(left instanceof DamagedBackupError)) await tell(parts, past, wish, left);
}

/** @returns the error where it was found damaged on the way; undefined where it was stopped or failed, which was told */
async function carryOut(
  parts: HistoryParts,
  past: PastRun,
  wish: Wish,
  damage: NonNullable<RestoreOptions['damage']>,
): Promise<Restored | DamagedBackupError | undefined> {
  return workOn(parts, past, 'restore', async (signal, onProgress) => {
    const { catalogue } = await parts.readHistory();
    const done = new Map<string, { current: number; total: number }>();
    const lost: LostDisk[] = [];
    try {
      const disks = await restoreRun(catalogue, past.run, {
        ...wish,
        damage,
        signal,
        onLost: (one) => void lost.push(one),
        onLeft: (file) => parts.log.warn(`A restore that was killed has left ${file}, half-written`),
        onProgress: ({ disk, current, total }) => {
          done.set(disk, { current, total });
          onProgress(share([...done.values()], wish.disks.length));
        },
      });
      for (const one of disks.flatMap(damageOf)) note(parts, { ...one, text: damageText(one) });
      return { disks, lost };
    } catch (error) {
      if (!(error instanceof DamagedBackupError)) throw error;
      note(parts, error.damage);
      if (damage === 'accept') throw error;
      return error;
    }
  });
}

/** What is damaged of the files that a disk was to be restored from, whether it was read or a copy in its place. */
function damageOf({ damage = [], replaced = [] }: RestoredDisk): Damage[] {
  return [...damage, ...replaced.filter(({ is }) => is === 'damaged')];
}

/** Marks what a restore has come upon. */
function note({ store }: HistoryParts, { run, disk, text }: DamagedBackupError['damage']): void {
  const message = namedText(text, store);
  store.found((verdicts, at) =>
    verdicts.noteDamage({ run, message, ...(disk !== undefined && { disk }) }, at),
  );
}

/** One disk after the other: each is the same share of the whole, since the later ones' sizes are not known yet. */
function share(
  done: readonly { current: number; total: number }[],
  disks: number,
): { current: number; total: number } {
  const parts = done.map(({ current, total }) => (total === 0 ? 0 : current / total));
  return { current: parts.reduce((sum, part) => sum + part, 0), total: disks };
}

async function tell(
  { log, store }: HistoryParts,
  past: PastRun,
  { to }: Wish,
  restored: Restored | undefined,
): Promise<void> {
  if (restored === undefined) return;
  const { disks, lost } = restored;
  for (const { disk, file, from, damage = [], replaced = [] } of disks) {
    log.info(`Restored ${disk} to ${file} from ${from.join(', ')}`);
    for (const one of damage) log.warn(`  Damaged: ${damageText(one).message}`);
    for (const one of replaced) log.warn(`  ${replacedText(one).message}`);
  }
  for (const { disk, reason } of lost) log.warn(`${disk} was not restored: ${reason}`);
  const reveal = vscode.l10n.t('Reveal');
  const values = { name: runTitle(past.name), folder: to };
  const damages = disks.flatMap(({ damage = [] }) => damage.map((one) => namedText(damageText(one), store)));
  const faults = [
    ...damages.map((text) => vscode.l10n.t('Damaged: {0}.', text)),
    ...lost.map(({ disk, reason }) => vscode.l10n.t('{0} is not restored: {1}', disk, reason)),
  ];
  const copies = disks.flatMap(({ replaced = [] }) =>
    replaced.map((one) =>
      vscode.l10n.t('A copy was read in place of a file: {0}', namedText(replacedText(one), store)),
    ),
  );
  const choice =
    faults.length === 0
      ? await showMessage(
          copies.length === 0 ? 'information' : 'warning',
          [vscode.l10n.t('Backup "{name}" was restored to {folder}.', values), ...new Set(copies)].join(' '),
          reveal,
        )
      : await showMessage(
          'warning',
          [
            vscode.l10n.t('What is left of backup "{name}" was restored to {folder}.', values),
            ...new Set([...faults, ...copies]),
          ].join(' '),
          reveal,
        );
  const [first] = disks;
  if (choice === reveal && first !== undefined) await revealFile(first.file);
}
