import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { RunResult } from '../../engine';
import { showRunPage } from '../documents';
import { resultLines } from '../logs/runLog';
import { showMessage, type Severity } from './messages';
import { revealFile } from './revealFile';
import { runTitle } from './runTitle';

/** Says how a backup ended: one sentence for a person, with ways on from there; a line for each disk in the log. */
export async function reportOutcome(
  log: vscode.LogOutputChannel,
  name: string,
  machine: string,
  result: RunResult,
): Promise<void> {
  log.info(`Backup "${name}" of ${machine} (${result.run})`);
  for (const line of resultLines(result)) log.info(line);
  const showLog = vscode.l10n.t('Show Log');
  const reveal = vscode.l10n.t('Reveal');
  const target = await revealable(result);
  const actions = target === undefined ? [showLog] : [reveal, showLog];
  const choice = await showMessage(...sentence(name, machine, result), ...actions);
  if (choice === showLog) await showRunPage(result.run, name, 'log');
  if (choice === reveal && target !== undefined) await revealFile(target);
}

/** The first target of a completed backup, if it is a file of this host. */
async function revealable({ outcome, disks }: RunResult): Promise<string | undefined> {
  const [first] = disks;
  if (outcome !== 'completed' || first === undefined) return undefined;
  return access(first.target).then(
    () => first.target,
    () => undefined,
  );
}

function sentence(name: string, machine: string, { outcome, disks }: RunResult): [Severity, string] {
  const values = { name: runTitle(name), machine };
  switch (outcome) {
    case 'completed':
      return ['information', vscode.l10n.t('Backup "{name}" of {machine} is complete.', values)];
    case 'cancelled':
      return ['information', vscode.l10n.t('Backup "{name}" of {machine} was cancelled.', values)];
    case 'unknown':
      return [
        'warning',
        vscode.l10n.t(
          'The connection to {machine} was lost, so how backup "{name}" ends is not known yet. It is seen by itself once the machine answers.',
          values,
        ),
      ];
    case 'failed': {
      // Disks that only went down with the failed one carry no news.
      const culprit = disks.find((disk) => disk.outcome === 'failed');
      const cause = culprit === undefined ? '' : `${culprit.disk}: ${culprit.error ?? culprit.target}`;
      return ['error', vscode.l10n.t('Backup "{name}" of {machine} failed. {cause}', { ...values, cause })];
    }
  }
}
