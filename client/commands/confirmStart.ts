import * as vscode from 'vscode';
import type { BackupPlan } from '../../engine';
import type { Connection } from '../connections/connectionSetting';
import { exposuresOf } from '../connections/exposure';
import { dialogLines } from '../reporting/dialogLines';
import { ask } from '../reporting/messages';
import { exposureText } from '../views/words/connectionText';
import { namedText } from '../views/words/namedRuns';
import { sizeText } from '../views/words/quantities';
import type { RunParts } from './runParts';

function diskLine({ disk, size, target }: BackupPlan['disks'][number]): string {
  const values = { disk, size: sizeText(size), path: target.path, format: target.format };
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
export async function confirmStart(
  { log, store }: Pick<RunParts, 'log' | 'store'>,
  connection: Connection,
  plan: BackupPlan,
): Promise<'start' | 'leave'> {
  const { name } = connection;
  const guest = plan.machine.name;
  const machine = guest === undefined || guest === name ? name : `${name} (${guest})`;
  const message =
    plan.disks.length === 1
      ? vscode.l10n.t('Back up one disk of the machine {0}?', machine)
      : vscode.l10n.t('Back up {0} disks of the machine {1}?', plan.disks.length, machine);
  // What is lost is named first, where not all can be.
  const overwriting = plan.disks.filter(({ target }) => target.type === 'block');
  const disks = [...overwriting, ...plan.disks.filter((disk) => !overwriting.includes(disk))];
  const exposures = (await exposuresOf(connection)).map(exposureText);
  const messages = [...plan.warnings.map((warning) => namedText(warning, store)), ...exposures];
  const warnings = messages.map((warning) => vscode.l10n.t('Note: {0}', warning));
  const answer = await ask(overwriting.length > 0 || warnings.length > 0 ? 'warning' : 'information', {
    message,
    detail: [
      ...dialogLines(log, disks.map(diskLine)),
      ...dialogLines(log, checkpointLines(plan)),
      ...dialogLines(log, warnings),
    ],
    yes: vscode.l10n.t('Start Backup'),
  });
  return answer === 'yes' ? 'start' : 'leave';
}
