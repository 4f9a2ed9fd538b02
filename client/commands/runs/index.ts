import * as vscode from 'vscode';
import type { RunPage } from '../../documents/runAddress';
import type { RunAbility } from '../../store/abilities';
import type { PastDiskNode } from '../../store/historyNodes';
import type { DiskNode, JobStore, RunNode } from '../../store/jobStore';
import type { RunParts } from '../runParts';
import { cancelBackupCommand } from './cancelBackup';
import { controlBackup, type ControlParts } from './controlBackup';
import { limitSpeedCommand } from './limitSpeed';
import { pickRun } from './pickRun';
import { revealTargetCommand } from './revealTarget';
import { runPageCommand } from './runPages';

/** What the commands of a backup need of the rest of the extension. */
export type RunCommandParts = ControlParts & RunParts & { store: JobStore };

/** Registers what can be done with a backup: from its row, or from the palette, which asks for one. */
export function registerRunCommands(parts: RunCommandParts): vscode.Disposable {
  const { registerCommand } = vscode.commands;
  const onRun = (
    command: string,
    ability: RunAbility,
    title: string,
    run: (node: RunNode) => Promise<void>,
  ): vscode.Disposable =>
    registerCommand(command, async (node?: RunNode) => {
      const picked = node ?? (await pickRun(parts.store, ability, title));
      if (picked !== undefined) await run(picked);
    });
  const page = (command: string, which: RunPage): vscode.Disposable =>
    registerCommand(command, (node: Parameters<typeof runPageCommand>[1]) => runPageCommand(which, node));
  return vscode.Disposable.from(
    onRun('domainbackup.cancel', 'cancelable', vscode.l10n.t('Cancel Backup'), (run) =>
      cancelBackupCommand(parts, run),
    ),
    onRun('domainbackup.pause', 'pausable', vscode.l10n.t('Pause Backup'), (run) =>
      controlBackup(parts, run, 'pause', (control) => control.pause()),
    ),
    onRun('domainbackup.resume', 'resumable', vscode.l10n.t('Resume Backup'), (run) =>
      controlBackup(parts, run, 'resume', (control) => control.resume()),
    ),
    onRun('domainbackup.retry', 'retryable', vscode.l10n.t('Retry'), (run) =>
      controlBackup(parts, run, 'retry', (control) => control.retry()),
    ),
    onRun('domainbackup.limitSpeed', 'limitable', vscode.l10n.t('Set Speed Limit…'), (run) =>
      limitSpeedCommand(parts, run),
    ),
    page('domainbackup.showRunLog', 'log'),
    page('domainbackup.showRunDetails', 'details'),
    page('domainbackup.openRunDocument', 'document'),
    registerCommand('domainbackup.revealTarget', (disk: DiskNode | PastDiskNode) =>
      revealTargetCommand(disk),
    ),
  );
}
