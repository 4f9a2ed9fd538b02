import * as vscode from 'vscode';
import { deleteCheckpoint, whyNotDeleted } from '../../../engine';
import type { SharedClients } from '../../connections/sharedClients';
import { dialogLines } from '../../reporting/dialogLines';
import { logError, messageOf } from '../../reporting/log';
import { ask } from '../../reporting/messages';
import { notify } from '../../reporting/notify';
import type { CheckpointNode } from '../../store/checkpointNodes';
import type { Lookout } from '../../store/lookout';
import { sizeText } from '../../views/words/quantities';

/** What the command needs of the rest of the extension. */
export interface CheckpointParts {
  log: vscode.LogOutputChannel;
  clients: SharedClients;
  lookout: Lookout;
}

/** Delete Checkpoint: shows what is lost with it, and asks. */
export async function deleteCheckpointCommand(
  { log, clients, lookout }: CheckpointParts,
  { checkpoint, parent }: CheckpointNode,
): Promise<void> {
  const { connection } = parent.parent;
  const { name, run, disks } = checkpoint;
  const why = whyNotDeleted(checkpoint);
  if (why !== undefined) {
    await notify('error', why);
    return;
  }
  const answer = await ask('warning', {
    message: vscode.l10n.t('Delete checkpoint "{0}" of {1}?', name, connection.name),
    detail: [
      ...dialogLines(
        log,
        disks.map(({ disk, dirty, state }) =>
          state === 'consistent' ? vscode.l10n.t('{0}: {1} changed since', disk, sizeText(dirty)) : disk,
        ),
      ),
      vscode.l10n.t(
        'No incremental backup can start from it any more. Backups that were made stay as they are.',
      ),
    ],
    yes: vscode.l10n.t('Delete Checkpoint'),
  });
  if (answer === 'no') return;
  try {
    await clients.use(connection.socket, (client) => deleteCheckpoint(client, run ?? name));
    log.info(`Deleted checkpoint "${name}" of ${connection.name}`);
  } catch (error) {
    logError(log, `Checkpoint "${name}" of ${connection.name} could not be deleted`, error);
    await notify('error', messageOf(error));
  }
  await lookout.refreshOne(parent.parent);
}
