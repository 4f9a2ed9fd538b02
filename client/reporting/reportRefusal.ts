import * as vscode from 'vscode';
import { PlanError, type PlanFinding } from '../../engine';
import type { JobStore } from '../store/jobStore';
import { mostShown } from '../status/planFindings';
import { isGoing, type RunNode, type StoreNode } from '../store/nodes';
import { namedText } from '../views/words/namedRuns';
import { logError, messageOf } from './log';
import { showMessage } from './messages';
import { notify } from './notify';

/** What telling of a refusal needs of the rest of the extension. */
interface RefusalParts {
  log: vscode.LogOutputChannel;
  store: JobStore;
  /** Shows a row of the view. */
  show: (row: StoreNode) => Promise<void>;
}

/** The backup that is under way and stands against another one. */
function rivalOf(findings: readonly PlanFinding[], store: JobStore): RunNode | undefined {
  return findings
    .flatMap(({ parts = [] }) => parts)
    .map((part) => (typeof part === 'string' ? undefined : store.findRun(part.run)))
    .find((row) => row !== undefined && isGoing(row));
}

/**
 * Says why a backup was not started: the first reason in a notification, all of them in the log, and those of a plan in
 * the Problems panel, too. Resolves when the notification was dismissed.
 * @param machine what its connection is called
 * @param document that the plan was made from
 * @param reasons in sentences, the first of which is told where there was no plan
 */
export async function reportRefusal(
  { log, store, show }: RefusalParts,
  machine: string,
  document: vscode.Uri,
  error: unknown,
  [reason = messageOf(error)]: readonly string[],
): Promise<void> {
  if (!(error instanceof PlanError)) {
    logError(log, `The backup of ${machine} could not be started`, error);
    return void (await notify('error', refusalText(machine, reason)));
  }
  log.error(`The backup of ${machine} was refused; nothing was touched`);
  for (const { severity, message } of error.findings) {
    if (severity === 'error') log.error(`  ${message}`);
    else log.warn(`  ${message}`);
  }
  const [first, ...others] = error.findings;
  const more = others.length === 0 ? '' : ` ${moreText(others.length)}`;
  const rival = rivalOf(error.findings, store);
  const showBackup = vscode.l10n.t('Show Backup');
  const showProblems = vscode.l10n.t('Show Problems');
  const showLog = vscode.l10n.t('Show Log');
  const choice = await showMessage(
    'error',
    `${refusalText(machine, namedText(first, store))}${more}`,
    ...(rival === undefined ? [] : [showBackup]),
    showProblems,
    showLog,
  );
  if (choice === showLog) await vscode.commands.executeCommand('domainbackup.showLog');
  if (choice === showBackup && rival !== undefined) {
    const { run } = rival.snapshot;
    // By then it may have ended.
    await show(store.findRun(run) ?? store.history.find(run) ?? rival.parent);
  }
  if (choice !== showProblems) return;
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** The reason with the machine that it is about: with several, its disks' names tell nothing. */
function refusalText(machine: string, reason: string): string {
  return vscode.l10n.t('The backup of {0} was not started. {1}', machine, reason);
}

function moreText(count: number): string {
  return count < mostShown
    ? vscode.l10n.t('({0} more in the Problems panel)', count)
    : vscode.l10n.t('({0} more, the first in the Problems panel, all in the log)', count);
}
