import * as vscode from 'vscode';
import {
  PlanError,
  planBackup,
  startBackup,
  type BackupDefinition,
  type BackupPlan,
  type QmpClient,
  type RunResult,
} from '../../engine';
import { documentFor } from '../backupDocument';
import type { ConnectionNode, JobStore } from '../store/jobStore';
import { localityOf } from '../connections/locality';
import { logError, messageOf } from '../reporting/log';
import type { Lookout } from '../store/lookout';
import { notify } from '../reporting/notify';
import { reportOutcome } from '../reporting/reportOutcome';
import type { SharedClients } from '../connections/sharedClients';
import type { WindowRuns } from '../store/windowRuns';
import { confirmStart } from './confirmStart';
import { pickConnection } from './pickConnection';
import { requireDefinition, requireTrust } from './preconditions';

/** What the command needs of the rest of the extension. */
export interface StartParts {
  log: vscode.LogOutputChannel;
  store: JobStore;
  clients: SharedClients;
  runs: WindowRuns;
  lookout: Lookout;
}

/**
 * Start Backup: resolves when the backup has ended and the notification of its outcome was dismissed.
 * @param argument the document, as {@link documentFor} takes it
 */
export async function startBackupCommand(parts: StartParts, argument: unknown): Promise<void> {
  if ((await requireTrust()) === 'untrusted') return;
  const document = await documentFor(argument);
  if (document === undefined) {
    return void vscode.window.showErrorMessage(vscode.l10n.t('Open a backup document to start its backup.'));
  }
  const definition = await requireDefinition(document);
  if (definition === undefined) return;
  const node = await pickConnection(parts.store);
  if (node === undefined) return;
  const { name, socket } = node.connection;
  parts.log.info(`Starting the backup of ${document.uri.toString(true)} on ${name}`);
  try {
    // One session from the plan to the end: what was confirmed is what runs. It ends before the outcome is
    // told, because a notification may stand for hours, and other programs want the socket.
    const ended = await parts.clients.use(socket, (client, signal) =>
      run(parts, client, node, definition, signal),
    );
    if (ended === undefined) return;
    await parts.lookout.refreshOne(node);
    await reportOutcome(parts.log, ended.plan.name, name, ended.result);
  } catch (error) {
    await reportRefusal(parts.log, node, error);
  }
}

/** @returns undefined where nothing was started, or the extension ends before the backup does */
async function run(
  { log, runs }: StartParts,
  client: QmpClient,
  node: ConnectionNode,
  definition: BackupDefinition,
  signal: AbortSignal,
): Promise<{ plan: BackupPlan; result: RunResult } | undefined> {
  const { name, socket } = node.connection;
  const locality = localityOf(socket);
  const title = vscode.l10n.t('Checking the machine {0}…', name);
  const plan = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    planBackup(client, definition, { locality, signal }),
  );
  logPlan(log, plan);
  if ((await confirmStart(name, plan)) === 'leave') {
    log.info('Not confirmed; nothing was started');
    return undefined;
  }
  const backup = await startBackup(client, plan, { signal });
  log.info(`Backup "${plan.name}" runs in QEMU as ${plan.run}; it goes on there if this window is closed`);
  const following = runs.follow(node, backup);
  await vscode.commands.executeCommand('domainbackup.backups.focus');
  const result = await following;
  return signal.aborted ? undefined : { plan, result };
}

function logPlan(log: vscode.LogOutputChannel, plan: BackupPlan): void {
  for (const { disk, source, size, target } of plan.disks) {
    log.info(`  ${disk}: ${source ?? 'no file'} (${size} bytes) → ${target.path} (${target.format})`);
  }
}

/** The first reason in a notification, all of them in the log. */
async function reportRefusal(
  log: vscode.LogOutputChannel,
  node: ConnectionNode,
  error: unknown,
): Promise<void> {
  const { name } = node.connection;
  if (!(error instanceof PlanError)) {
    logError(log, `The backup of ${name} could not be started`, error);
    return notify('error', messageOf(error));
  }
  log.error(`The backup of ${name} was refused; nothing was touched`);
  for (const finding of error.findings) log.error(`  ${finding.message}`);
  const [first, ...others] = error.findings;
  const more = others.length === 0 ? '' : ` ${vscode.l10n.t('({0} more in the log)', others.length)}`;
  return notify('error', `${first.message}${more}`);
}
