import * as vscode from 'vscode';
import {
  PlanError,
  QmpConnectError,
  freezeText,
  isCheckpointName,
  planBackup,
  renewPlan,
  startBackup,
  type BackupPlan,
  type Freeze,
  type BackupRun,
  type PlanFinding,
  type QmpClient,
  type RunOptions,
  type RunResult,
} from '../../engine';
import { configuredRunOptions } from '../runOptions';
import { documentFor } from '../backupDocument';
import { asShown } from '../store/lostRun';
import type { Lookout } from '../store/lookout';
import type { ConnectionNode } from '../store/nodes';
import { localityOf } from '../connections/locality';
import { siteOf } from '../connections/siteOf';
import { logError, messageOf } from '../reporting/log';
import { leaveOnAbort } from '../connections/leaveOnAbort';
import { RunLog } from '../logs/runLog';
import { showMessage, whileShowing } from '../reporting/messages';
import { whileCancellable } from '../reporting/whileCancellable';
import { notify } from '../reporting/notify';
import { reportRefusal } from '../reporting/reportRefusal';
import { configuredFolders } from '../history/configuredFolders';
import { reportOutcome } from '../reporting/reportOutcome';
import { runTitle } from '../reporting/runTitle';
import { factsOf } from '../store/runFacts';
import { inUseText } from '../views/words/inUseText';
import { confirmStart } from './confirmStart';
import { pickConnection } from './pickConnection';
import { requireDefinition, type DocumentRead } from './preconditions';
import type { RunParts, StartParts } from './runParts';

/** What a task's terminal wants to know of a start. */
export interface StartObserver {
  started: (run: BackupRun) => void;
  ended: (result: RunResult) => void;
  /** Nothing was started, because of `error`; `reasons` is empty where the person decided so. */
  refused: (reasons: readonly string[], error?: unknown) => void;
}

/**
 * Start Backup: resolves when the backup has ended and the notification of its outcome was dismissed.
 * @param argument the document, as {@link documentFor} takes it
 */
export async function startBackupCommand(
  parts: StartParts,
  argument: unknown,
  kind: 'plain' | 'with checkpoint' = 'plain',
): Promise<void> {
  const document = await documentFor(argument);
  if (document === undefined) {
    return void showMessage('error', vscode.l10n.t('Open a backup document to start its backup.'));
  }
  const read = await requireDefinition(document, parts.clients.signal);
  if (read === undefined) return;
  const node = await pickConnection(
    parts.store,
    vscode.l10n.t('Start Backup'),
    vscode.l10n.t('Machine to back up'),
  );
  if (node === undefined) return;
  if (kind === 'plain') return startOn(parts, node, read);
  const checkpoint = await askCheckpoint();
  if (checkpoint !== undefined) await startOn(parts, node, read, { checkpoint });
}

/** Asks what the checkpoint is to be called; whether the name is taken, the plan says. */
async function askCheckpoint(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Start Backup with Checkpoint…'),
    prompt: vscode.l10n.t('Name of the checkpoint, which later incremental backups can start from'),
    value: new Date().toISOString().slice(0, 10),
    validateInput: (text) => {
      if (text.trim() === '') return vscode.l10n.t('A checkpoint needs a name.');
      return isCheckpointName(text.trim())
        ? undefined
        : vscode.l10n.t('Use letters, digits, "_", "-" and "." only.');
    },
  });
  return name?.trim();
}

/** What a start is besides its document. */
export interface StartOptions {
  observer?: StartObserver | undefined;
  /** The name of a checkpoint to be made with it. */
  checkpoint?: string;
}

/**
 * Backs a machine up: plans, asks, runs, and tells how it ended. Resolves when the notification of that was dismissed;
 * what stands against the backup is told, not thrown.
 */
export async function startOn(
  parts: StartParts,
  node: ConnectionNode,
  document: DocumentRead,
  { observer, checkpoint }: StartOptions = {},
): Promise<void> {
  const { name, socket } = node.connection;
  parts.findings.clear(document);
  parts.log.info(`Starting the backup of ${document.uri.toString(true)} on ${name}`);
  try {
    const options = configuredRunOptions();
    // One session from the plan to the end: what was confirmed is what runs. It ends before the outcome is
    // told, because a notification may stand for hours, and other programs want the socket.
    const ended = await parts.clients.use(socket, (client, signal) =>
      run(parts, client, node, { document, options, observer, checkpoint }, signal),
    );
    if (ended === undefined) return observer?.refused([]);
    observer?.ended(ended.result);
    if (ended.result.outcome === 'completed') parts.digest(ended.result.run);
    await parts.lookout.refreshOne(node);
    await reportOutcome(parts.log, ended.name, name, asShown(ended.result, parts.store));
  } catch (error) {
    if (parts.clients.signal.aborted) {
      return parts.log.info(`The window closes, and leaves the backup of ${name}: ${messageOf(error)}`);
    }
    const reasons =
      error instanceof PlanError
        ? error.findings.map(({ message }) => message)
        : [await reasonOf(parts.lookout, node, error)];
    observer?.refused(reasons, error);
    // What stood against it may be a backup that the tree does not show yet.
    const looked = parts.lookout.refreshOne(node);
    if (error instanceof PlanError) {
      if (error.findings.some(namesRun)) await looked;
      await parts.findings.show(document, error.findings, node);
    }
    await reportRefusal(parts, name, document.uri, error, reasons);
  }
}

/** Why a backup was not started, in a sentence; who holds the socket is known as well as the machine's row tells it. */
async function reasonOf(lookout: Lookout, node: ConnectionNode, error: unknown): Promise<string> {
  if (!(error instanceof QmpConnectError) || error.reason !== 'busy') return messageOf(error);
  return inUseText(error, await lookout.failed(node, error));
}

/** Whether a finding names a backup, which people know by its row. */
function namesRun({ parts }: PlanFinding): boolean {
  return parts !== undefined;
}

/** What is to be backed up and how, and who watches. */
interface Asked {
  document: DocumentRead;
  options: Partial<RunOptions>;
  observer: StartObserver | undefined;
  checkpoint: string | undefined;
}

/**
 * @returns undefined where nothing was started
 * @throws also the signal's reason, when the window closes before the backup has ended
 */
async function run(
  { log, store, clients, runs, records, logs }: RunParts,
  client: QmpClient,
  node: ConnectionNode,
  { document: { definition, text }, options: configured, observer, checkpoint }: Asked,
  signal: AbortSignal,
): Promise<{ name: string; result: RunResult } | undefined> {
  const { name, socket, guestAgent } = node.connection;
  const locality = localityOf(socket);
  const title = vscode.l10n.t('Checking the machine {0}…', name);
  const options = { ...configured, ...(guestAgent !== undefined && { guestAgent }) };
  const planOptions = {
    locality,
    options,
    backups: { records, folders: configuredFolders() },
    ...(checkpoint !== undefined && { checkpoint: { name: checkpoint, disks: 'all' as const } }),
    // The question says which: there is no checkpoint document here to leave them out.
    untracked: 'leave out' as const,
  };
  const planned = await whileCancellable(
    title,
    (until) => planBackup(client, definition, { ...planOptions, signal: until }),
    signal,
  );
  if (planned === 'cancelled') {
    log.info('Cancelled while the machine was checked; nothing was started');
    return undefined;
  }
  const asked = planned.result;
  for (const line of planLines(asked)) log.info(line);
  if ((await leaveOnAbort(confirmStart({ log, store }, node.connection, asked), signal)) === 'leave') {
    log.info('Not confirmed; nothing was started');
    return undefined;
  }
  const plan = await renewPlan(client, asked, { signal });
  const runLog = new RunLog(logs, plan.run, client);
  try {
    runLog.note(`Backup ${plan.run} of ${name} (${socket})`, ...planLines(plan));
    const backup = await runs.start(plan.run, () => {
      const starting = startBackup(client, plan, {
        ...siteOf({ clients, records }, socket, runLog),
        document: text,
        signal,
        onThawed: (freeze) => reportFreeze(runLog, freeze),
        onWaiting: (message) => {
          runLog.note(message);
          const waiting = vscode.l10n.t('Waiting for another backup that is being started…');
          void whileShowing(waiting, () => Promise.allSettled([starting]));
        },
      });
      return starting;
    });
    const called = backup.snapshot().name;
    log.info(
      `Backup "${runTitle(called)}" runs in QEMU as ${plan.run}; it goes on there if this window is closed`,
    );
    runLog.follow(backup);
    observer?.started(backup);
    const following = runs.follow(node, backup, signal, factsOf(plan, text));
    // Not awaited: the backup is followed whether or not it can be seen.
    void focusView(log);
    const result = await following;
    runLog.end(result);
    return { name: called, result };
  } catch (error) {
    runLog.note(signal.aborted ? 'The window closes; QEMU goes on' : `Not started: ${messageOf(error)}`);
    throw error;
  } finally {
    runLog.dispose();
  }
}

/** How long the guest was frozen goes to the log; that it may still be, to the people. */
function reportFreeze(runLog: RunLog, freeze: Freeze): void {
  runLog.note(freezeText(freeze));
  if (freeze.thaw === 'failed') void notify('error', freezeText(freeze));
}

async function focusView(log: vscode.LogOutputChannel): Promise<void> {
  try {
    await vscode.commands.executeCommand('domainbackup.backups.focus');
  } catch (error) {
    logError(log, 'The view could not be shown', error);
  }
}

function planLines({ disks }: BackupPlan): string[] {
  return disks.map(
    ({ disk, source, size, target }) =>
      `  ${disk}: ${source ?? 'no file'} (${size} bytes) → ${target.path} (${target.format})`,
  );
}
