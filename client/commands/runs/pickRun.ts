import * as vscode from 'vscode';
import { choose, showMessage } from '../../reporting/messages';
import { runTitle } from '../../reporting/runTitle';
import { abilitiesOf, type RunAbility } from '../../store/abilities';
import type { JobStore, RunNode } from '../../store/jobStore';

/**
 * Asks which backup is meant, of those that can take a command, where there are several.
 * @param title of the command
 * @returns undefined where there is none, which was told then, or the choice was dismissed
 */
export async function pickRun(
  { going }: JobStore,
  ability: RunAbility,
  title: string,
): Promise<RunNode | undefined> {
  const able = going.filter((run) => abilitiesOf(run).includes(ability));
  const [only] = able;
  if (only === undefined) {
    void showMessage(
      'information',
      vscode.l10n.t('{0}: there is no backup at the moment to do that with.', title),
    );
    return undefined;
  }
  if (able.length === 1) return only;
  const choices = able.map((run) => ({
    label: runTitle(run.snapshot.name),
    description: run.parent.connection.name,
    value: run,
  }));
  return choose(title, vscode.l10n.t('Which backup?'), choices);
}
