import * as vscode from 'vscode';
import type { Checkpoint, CheckpointDisk } from '../../../engine';
import { FOLDERS_SETTING } from '../../history/configuredFolders';
import { plainText } from '../../reporting/plainText';
import { isDeletable, type CheckpointNode, type CheckpointsNode } from '../../store/checkpointNodes';
import { stateWords } from '../words/checkpointWords';
import { momentText, sizeText } from '../words/quantities';
import { rowId } from './rowId';

function diskLine({ disk, dirty, state, bitmap, node }: CheckpointDisk): string {
  if (state === 'inconsistent')
    return vscode.l10n.t('{0}: broken (bitmap {1} on node {2})', disk, bitmap, node);
  if (state === 'below-snapshot')
    return vscode.l10n.t('{0}: below a snapshot (bitmap {1} on node {2})', disk, bitmap, node);
  return vscode.l10n.t('{0}: {1} changed (bitmap {2} on node {3})', disk, sizeText(dirty), bitmap, node);
}

/** What to do about a lost backup: it may only have been moved, so nobody is told to delete the checkpoint. */
function lostText(why: string): string {
  return vscode.l10n.t(
    'Its backup is not whole any more. {0} Bring it back, name its folder in the setting {1}, or make a full backup.',
    why,
    FOLDERS_SETTING,
  );
}

function lines(checkpoint: Checkpoint, lost: string | undefined): string[] {
  const { name, madeBy, madeAt, run, disks } = checkpoint;
  return [
    vscode.l10n.t('Checkpoint {0}: {1}', name, stateWords(checkpoint, lost)),
    ...(lost === undefined ? [] : [lostText(lost)]),
    ...(madeAt === undefined ? [] : [vscode.l10n.t('Made {0}', momentText(madeAt))]),
    ...(run === undefined ? [] : [vscode.l10n.t('With run {0}', run)]),
    ...(madeBy === 'domainbackup' ? [] : [vscode.l10n.t('Made by another program, and left alone')]),
    ...disks.map(diskLine),
  ].map(plainText);
}

/** The row of a checkpoint. */
export class CheckpointItem extends vscode.TreeItem {
  constructor({ checkpoint, parent }: CheckpointNode) {
    super(plainText(checkpoint.name), vscode.TreeItemCollapsibleState.None);
    const { name, madeBy, madeAt, run, state } = checkpoint;
    const lost = run === undefined ? undefined : parent.parent.lostBackups?.get(run);
    this.id = rowId('checkpoint', parent.parent.connection, madeBy, run ?? '', name);
    this.description = [
      stateWords(checkpoint, lost),
      ...(madeAt === undefined ? [] : [momentText(madeAt)]),
      ...(madeBy === 'domainbackup' ? [] : [vscode.l10n.t('of another program')]),
    ].join(' · ');
    this.tooltip = lines(checkpoint, lost).join('\n');
    this.iconPath =
      state === 'consistent' && lost === undefined
        ? new vscode.ThemeIcon('bookmark')
        : new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    this.contextValue = `checkpoint ${state}${isDeletable(checkpoint) ? ' deletable' : ''}`;
    this.accessibilityInformation = {
      label: [vscode.l10n.t('Checkpoint {0}', plainText(name)), this.description].join(', '),
    };
  }
}

/** The row above the checkpoints of a machine. */
export class CheckpointsItem extends vscode.TreeItem {
  constructor({ parent, checkpoints }: CheckpointsNode) {
    super(vscode.l10n.t('Checkpoints'), vscode.TreeItemCollapsibleState.Collapsed);
    this.id = rowId('checkpoints', parent.connection);
    this.description = String(checkpoints.length);
    this.iconPath = new vscode.ThemeIcon('bookmark');
    this.contextValue = 'checkpoints';
    this.tooltip = vscode.l10n.t('Points in time that an incremental backup can start from');
    this.accessibilityInformation = { label: vscode.l10n.t('Checkpoints, {0}', checkpoints.length) };
  }
}
