import * as vscode from 'vscode';
import { PlanError } from '../../engine';
import { logError, messageOf } from './log';
import { showMessage } from './messages';
import { notify } from './notify';

/**
 * Says why a backup was not started: the first reason in a notification, all of them in the log, and those of a plan in
 * the Problems panel, too. Resolves when the notification was dismissed.
 * @param machine what its connection is called
 * @param document that the plan was made from
 */
export async function reportRefusal(
  log: vscode.LogOutputChannel,
  machine: string,
  document: vscode.Uri,
  error: unknown,
): Promise<void> {
  if (!(error instanceof PlanError)) {
    logError(log, `The backup of ${machine} could not be started`, error);
    return void (await notify('error', refusalText(machine, messageOf(error))));
  }
  log.error(`The backup of ${machine} was refused; nothing was touched`);
  for (const { severity, message } of error.findings) {
    if (severity === 'error') log.error(`  ${message}`);
    else log.warn(`  ${message}`);
  }
  const [first, ...others] = error.findings;
  const more =
    others.length === 0 ? '' : ` ${vscode.l10n.t('({0} more in the Problems panel)', others.length)}`;
  const showProblems = vscode.l10n.t('Show Problems');
  const showLog = vscode.l10n.t('Show Log');
  const choice = await showMessage(
    'error',
    `${refusalText(machine, first.message)}${more}`,
    showProblems,
    showLog,
  );
  if (choice === showLog) await vscode.commands.executeCommand('domainbackup.showLog');
  if (choice !== showProblems) return;
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** The reason with the machine that it is about: with several, its disks' names tell nothing. */
function refusalText(machine: string, reason: string): string {
  return vscode.l10n.t('The backup of {0} was not started. {1}', machine, reason);
}
