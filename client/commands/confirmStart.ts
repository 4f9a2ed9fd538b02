import * as vscode from 'vscode';
import { formatBytes, type BackupPlan } from '../../engine';
import { ask } from '../reporting/messages';

function diskLine({ disk, size, target }: BackupPlan['disks'][number]): string {
  const values = { disk, size: formatBytes(size), path: target.path, format: target.format };
  return target.type === 'block'
    ? vscode.l10n.t('{disk} ({size}, {format}) → {path}, which is overwritten', values)
    : vscode.l10n.t('{disk} ({size}, {format}) → {path}', values);
}

/** What an increment starts from, and what later ones can start from. */
function checkpointLines({ disks, checkpoint }: BackupPlan): string[] {
  const since = new Set(disks.flatMap(({ copy }) => (copy.kind === 'since' ? [copy.checkpoint] : [])));
  return [
    ...[...since].map((name) => vscode.l10n.t('Only what was written since checkpoint {0}', name)),
    ...(checkpoint === undefined ? [] : [vscode.l10n.t('Makes the checkpoint {0}', checkpoint.name)]),
  ];
}

/** Shows which disks of which machine go where, and asks whether to start. */
export async function confirmStart(connection: string, plan: BackupPlan): Promise<'start' | 'leave'> {
  const guest = plan.machine.name;
  const machine = guest === undefined || guest === connection ? connection : `${connection} (${guest})`;
  const message =
    plan.disks.length === 1
      ? vscode.l10n.t('Back up one disk of the machine {0}?', machine)
      : vscode.l10n.t('Back up {0} disks of the machine {1}?', plan.disks.length, machine);
  const overwrites = plan.disks.some(({ target }) => target.type === 'block');
  const warnings = plan.warnings.map((warning) => vscode.l10n.t('Note: {0}', warning.message));
  const answer = await ask(overwrites || warnings.length > 0 ? 'warning' : 'information', {
    message,
    detail: [...plan.disks.map(diskLine), ...checkpointLines(plan), ...warnings],
    yes: vscode.l10n.t('Start Backup'),
  });
  return answer === 'yes' ? 'start' : 'leave';
}
