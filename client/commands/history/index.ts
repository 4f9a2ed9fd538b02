import * as vscode from 'vscode';
import { registerRowCommand, type RowParts } from '../rowCommand';
import { deleteCheckpointCommand, type CheckpointParts } from './deleteCheckpoint';
import type { HistoryParts } from './parts';
import { pruneCommand } from './prune';
import { restoreCommand } from './restore';
import { verifyCommand } from './verify';

/** What the commands of past backups and checkpoints need of the rest of the extension. */
export type HistoryCommandParts = HistoryParts & CheckpointParts & RowParts;

/** Registers what can be done with past backups and checkpoints: from their rows, or from the palette, which asks for one. */
export function registerHistoryCommands(parts: HistoryCommandParts): vscode.Disposable {
  return vscode.Disposable.from(
    registerRowCommand(parts, 'domainbackup.verify', {
      kinds: ['past'],
      ability: 'verifiable',
      title: vscode.l10n.t('Verify'),
      run: (node) => verifyCommand(parts, node),
    }),
    registerRowCommand(parts, 'domainbackup.restore', {
      kinds: ['past'],
      ability: 'restorable',
      title: vscode.l10n.t('Restore'),
      run: (node) => restoreCommand(parts, node),
    }),
    registerRowCommand(parts, 'domainbackup.stopWork', {
      kinds: ['past'],
      ability: 'stoppable',
      title: vscode.l10n.t('Stop Verification or Restore'),
      run: ({ past }) => parts.works.stop(past.run),
    }),
    registerRowCommand(parts, 'domainbackup.prune', {
      kinds: ['history'],
      ability: 'prunable',
      title: vscode.l10n.t('Prune Backups'),
      run: (node) => pruneCommand(parts, node),
    }),
    registerRowCommand(parts, 'domainbackup.deleteCheckpoint', {
      kinds: ['checkpoint'],
      ability: 'deletable',
      title: vscode.l10n.t('Delete Checkpoint'),
      run: (node) => deleteCheckpointCommand(parts, node),
    }),
  );
}
