import * as vscode from 'vscode';
import type { GatheredChanges } from '../store/gatheredChanges';
import type { JobStore } from '../store/jobStore';
import { rowAbilities, rowsFor, type RowAbility } from '../store/rowAbilities';
import type { WorkStore } from '../store/work';

/** Those that the palette asks for. What can be done with past backups it offers always: they may not have been read yet. */
const abilities: RowAbility[] = [
  'cancelable',
  'pausable',
  'resumable',
  'retryable',
  'limitable',
  'stoppable',
  'deletable',
];

/**
 * Keeps the context keys that menus ask, `domainbackup.cancelable` and its like: whether any row can take the command,
 * so that the palette offers none that has nothing to work on.
 */
export function publishAbilities(
  store: JobStore,
  works: WorkStore,
  changes: GatheredChanges,
): vscode.Disposable {
  const known = new Map<RowAbility, boolean>();
  const look = (): void => {
    const rows = rowsFor(store, works, { kinds: ['run', 'past', 'checkpoint'] });
    const present = new Set(rows.flatMap((row) => rowAbilities(row, works)));
    for (const ability of abilities) {
      const now = present.has(ability);
      if (known.get(ability) === now) continue;
      known.set(ability, now);
      void vscode.commands.executeCommand('setContext', `domainbackup.${ability}`, now);
    }
  };
  return vscode.Disposable.from(changes.onChange(look));
}
