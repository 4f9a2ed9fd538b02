import * as vscode from 'vscode';
import { cancelRun, type RunResult } from '../../../engine';
import { isGoing, type RunNode } from '../../store/nodes';
import { siteOf } from '../../connections/siteOf';
import { RunLog } from '../../logs/runLog';
import { logError, messageOf } from '../../reporting/log';
import { ask, showMessage } from '../../reporting/messages';
import { notify } from '../../reporting/notify';
import { reportOutcome } from '../../reporting/reportOutcome';
import { runTitle } from '../../reporting/runTitle';
import type { RunParts } from '../runParts';

/** Cancel Backup: asks, and tells what came of it. */
export async function cancelBackupCommand(parts: RunParts, run: RunNode): Promise<void> {
  if (!(await isConfirmed(run))) return;
  const { name } = run.snapshot;
  const machine = run.parent.connection.name;
  // It may have ended while the question stood.
  if (!isGoing(run)) return notifyEnded(run);
  parts.log.info(`Cancelling backup "${name}" of ${machine}`);
  // QEMU finishes first what is under way, which takes a slow storage long.
  parts.store.ask(run, 'cancel');
  try {
    await cancel(parts, run);
  } catch (error) {
    parts.store.forgetRequest(run, 'cancel');
    logError(parts.log, `Backup "${name}" of ${machine} could not be cancelled`, error);
    await notify('error', messageOf(error));
  }
}

async function cancel(
  { log, logs, store, clients, runs, records, lookout }: RunParts,
  run: RunNode,
): Promise<void> {
  const answer = await runs.cancel(run);
  if (answer === 'ended') return notifyEnded(run);
  if (answer === 'silent') return notifySilent(run);
  // The command that started the backup in this window tells how it ended.
  if (answer === 'requested') return;
  const { connection } = run.parent;
  const id = run.snapshot.run;
  let result: RunResult;
  // A look that finds it ended meanwhile leaves its outcome to this.
  store.claim(id);
  try {
    result = await clients.use(connection.socket, async (client) => {
      const runLog = new RunLog(logs, id, client);
      try {
        const site = siteOf({ clients, records }, connection.socket, runLog);
        const ended = await cancelRun(client, id, site, {
          onAsked: (said) => {
            if (said === 'silent') notifySilent(run);
          },
        });
        runLog.end(ended);
        return ended;
      } finally {
        runLog.dispose();
      }
    });
    await lookout.refreshOne(run.parent);
  } finally {
    store.release(id);
  }
  await reportOutcome(log, run.snapshot.name, connection.name, result);
}

function notifySilent({ snapshot, parent }: RunNode): void {
  const message = vscode.l10n.t(
    'QEMU does not answer; the cancel of backup "{0}" of {1} is requested.',
    runTitle(snapshot.name),
    parent.connection.name,
  );
  void showMessage('warning', message);
}

function notifyEnded({ snapshot, parent }: RunNode): void {
  const message = vscode.l10n.t(
    'Backup "{0}" of {1} has already ended.',
    runTitle(snapshot.name),
    parent.connection.name,
  );
  void showMessage('information', message);
}

async function isConfirmed({ snapshot, parent }: RunNode): Promise<boolean> {
  const answer = await ask('warning', {
    message: vscode.l10n.t('Cancel backup "{0}" of {1}?', runTitle(snapshot.name), parent.connection.name),
    detail: [vscode.l10n.t('All its disks stop. What was copied so far is no use as a backup.')],
    yes: vscode.l10n.t('Cancel Backup'),
    // VS Code's own button would say "Cancel", which may mean either.
    no: vscode.l10n.t('Keep Running'),
  });
  return answer === 'yes';
}
