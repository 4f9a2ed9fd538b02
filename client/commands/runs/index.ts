import * as vscode from 'vscode';
import type { RunPage } from '../../documents/runAddress';
import type { RunAbility } from '../../store/abilities';
import type { RunNode } from '../../store/nodes';
import { registerRowCommand, type RowParts } from '../rowCommand';
import type { RunParts } from '../runParts';
import { cancelBackupCommand } from './cancelBackup';
import { controlBackup, type ControlParts } from './controlBackup';
import { limitSpeedCommand } from './limitSpeed';
import { revealTargetCommand } from './revealTarget';
import { runPageCommand } from './runPages';

/** What the commands of a backup need of the rest of the extension. */
export type RunCommandParts = ControlParts & RunParts & RowParts;

/** Registers what can be done with a backup: from its row, or from the palette, which asks for one. */
export function registerRunCommands(parts: RunCommandParts): vscode.Disposable {
  const onRun = (
    command: string,
    ability: RunAbility,
    title: string,
    run: (node: RunNode) => Promise<void>,
  ): vscode.Disposable => registerRowCommand(parts, command, { kinds: ['run'], ability, title, run });
  const page = (command: string, which: RunPage, title: string, ability?: RunAbility): vscode.Disposable =>
    registerRowCommand(parts, command, {
      kinds: ['run', 'disk', 'past', 'past-disk'],
      offers: ['run', 'past'],
      ...(ability !== undefined && { ability }),
      title,
      run: (node) => runPageCommand(which, node),
    });
  return vscode.Disposable.from(
    onRun('domainbackup.cancel', 'cancelable', vscode.l10n.t('Cancel Backup'), (run) =>
      cancelBackupCommand(parts, run),
    ),
    onRun('domainbackup.pause', 'pausable', vscode.l10n.t('Pause Backup'), (run) =>
      controlBackup(parts, run, 'pause', (control) => control.pause(), 'pause'),
    ),
    onRun('domainbackup.resume', 'resumable', vscode.l10n.t('Resume Backup'), (run) =>
      controlBackup(parts, run, 'resume', (control) => control.resume(), 'resume'),
    ),
    onRun('domainbackup.retry', 'retryable', vscode.l10n.t('Retry'), (run) =>
      controlBackup(parts, run, 'retry', (control) => control.retry(), 'retry'),
    ),
    onRun('domainbackup.limitSpeed', 'limitable', vscode.l10n.t('Set Speed Limit…'), (run) =>
      limitSpeedCommand(parts, run),
    ),
    page('domainbackup.showRunLog', 'log', vscode.l10n.t('Show Log of the Backup'), 'logged'),
    page('domainbackup.showRunDetails', 'details', vscode.l10n.t('Show Details')),
    page('domainbackup.openRunDocument', 'document', vscode.l10n.t('Open Backup XML'), 'documented'),
    registerRowCommand(parts, 'domainbackup.revealTarget', {
      kinds: ['disk', 'past-disk'],
      ability: 'revealable',
      title: vscode.l10n.t('Reveal Target'),
      run: revealTargetCommand,
    }),
  );
}
