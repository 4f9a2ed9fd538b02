import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { RunResult } from '../../engine';
import { showRunPage } from '../documents';
import { resultLines } from '../logs/runLog';
import { lossText } from '../views/words/lossText';
import { failureText } from './failureText';
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
  for (const notice of result.notices ?? []) log.warn(notice);
  const showLog = vscode.l10n.t('Show Log');
  const showDetails = vscode.l10n.t('Show Details');
  const reveal = vscode.l10n.t('Reveal');
  const target = await revealable(result);
  const actions = [
    ...(target === undefined ? [] : [reveal]),
    ...(result.outcome === 'unknown' || stays(result) > 0 ? [showDetails] : []),
    showLog,
  ];
  const [severity, text] = sentence(name, machine, result);
  // What went wrong beside a backup that is complete is no error, and must not be passed over.
  const notices = result.outcome === 'completed' ? (result.notices ?? []) : [];
  const pressing = notices.length > 0 ? 'warning' : severity;
  const choice = await showMessage(pressing, [text, ...notices].join(' '), ...actions);
  if (choice === showLog) await showRunPage(result.run, name, 'log');
  if (choice === showDetails) await showRunPage(result.run, name, 'details');
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

function sentence(name: string, machine: string, result: RunResult): [Severity, string] {
  const { outcome, disks } = result;
  const values = { name: runTitle(name), machine };
  switch (outcome) {
    case 'completed':
      return ['information', vscode.l10n.t('Backup "{name}" of {machine} is complete.', values)];
    case 'cancelled':
      return [
        'information',
        [vscode.l10n.t('Backup "{name}" of {machine} was cancelled.', values), ...staysText(result)].join(
          ' ',
        ),
      ];
    case 'unknown':
      return ['warning', unknownSentence(values, result)];
    case 'failed': {
      // Disks that only went down with the failed one carry no news.
      const culprit = disks.find((disk) => disk.outcome === 'failed');
      const cause = culprit === undefined ? '' : failureText(culprit);
      const failed = vscode.l10n.t('Backup "{name}" of {machine} failed. {cause}', { ...values, cause });
      return ['error', [failed, ...staysText(result)].join(' ')];
    }
  }
}

/** Why nobody knows, and that files stay, which the details name. */
function unknownSentence(values: { name: string; machine: string }, result: RunResult): string {
  const { loss } = result;
  if (loss === undefined)
    return vscode.l10n.t(
      'The connection to {machine} was lost, so how backup "{name}" ends is not known yet. It is seen by itself once the machine answers.',
      values,
    );
  const lost = vscode.l10n.t('Nobody can tell how backup "{name}" of {machine} ended.', values);
  // Their rows say the same.
  const advice =
    stays(result) === 0
      ? []
      : [
          vscode.l10n.t(
            'Unless somebody else was told that the backup completed, make it again; then those files may be deleted.',
          ),
        ];
  return [lost, lossText(loss), ...staysText(result), ...advice].join(' ');
}

/** How many partial files stay. */
function stays({ disks }: RunResult): number {
  return disks.filter(({ remains }) => remains !== undefined).length;
}

/** The same in a sentence, if there are any. */
function staysText(result: RunResult): string[] {
  const count = stays(result);
  if (count === 0) return [];
  return count === 1
    ? [vscode.l10n.t('One partial file stays; the details name it.')]
    : [vscode.l10n.t('{0} partial files stay; the details name them.', count)];
}
