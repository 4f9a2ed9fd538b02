import * as vscode from 'vscode';
import { abilitiesOf, type RunAbility } from '../store/abilities';
import type { JobStore } from '../store/jobStore';

const abilities: RunAbility[] = ['cancelable', 'pausable', 'resumable', 'retryable', 'limitable'];

/**
 * Keeps the context keys that menus ask, `domainbackup.cancelable` and its like: whether any backup can be cancelled,
 * so that the palette offers no command that has nothing to work on.
 */
export function publishAbilities(store: JobStore): vscode.Disposable {
  const known = new Map<RunAbility, boolean>();
  return store.onChange(() => {
    const present = new Set(store.going.flatMap(abilitiesOf));
    for (const ability of abilities) {
      const now = present.has(ability);
      if (known.get(ability) === now) continue;
      known.set(ability, now);
      void vscode.commands.executeCommand('setContext', `domainbackup.${ability}`, now);
    }
  });
}
