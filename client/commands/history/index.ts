import * as vscode from 'vscode';
import type { CheckpointNode } from '../../store/checkpointNodes';
import type { HistoryNode, PastRunNode } from '../../store/historyNodes';
import { deleteCheckpointCommand, type CheckpointParts } from './deleteCheckpoint';
import type { HistoryParts } from './parts';
import { pruneCommand } from './prune';
import { restoreCommand } from './restore';
import { verifyCommand } from './verify';

/** What the commands of past backups and checkpoints need of the rest of the extension. */
export type HistoryCommandParts = HistoryParts & CheckpointParts;

/** Registers what can be done with past backups and checkpoints, from their rows. */
export function registerHistoryCommands(parts: HistoryCommandParts): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand('domainbackup.verify', (node: PastRunNode) => verifyCommand(parts, node)),
    registerCommand('domainbackup.restore', (node: PastRunNode) => restoreCommand(parts, node)),
    registerCommand('domainbackup.stopWork', ({ past }: PastRunNode) => parts.works.stop(past.run)),
    registerCommand('domainbackup.prune', (node: HistoryNode) => pruneCommand(parts, node)),
    registerCommand('domainbackup.deleteCheckpoint', (node: CheckpointNode) =>
      deleteCheckpointCommand(parts, node),
    ),
  );
}
