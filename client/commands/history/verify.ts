import * as vscode from 'vscode';
import { tellsOwner, verifyRuns, type VerifiedRun, type VerifyReport } from '../../../engine';
import { showRunPage } from '../../documents';
import { showMessage } from '../../reporting/messages';
import { plainText } from '../../reporting/plainText';
import { runTitle } from '../../reporting/runTitle';
import type { PastRun } from '../../history/pastRun';
import type { PastRunNode } from '../../store/historyNodes';
import type { JobStore } from '../../store/jobStore';
import { isOwnDamage } from '../../store/verdicts';
import { namedReport, namedRun, namedText } from '../../views/words/namedRuns';
import type { HistoryParts } from './parts';
import { workOn } from './workOn';
import { sizeText } from '../../views/words/quantities';

function verdictText(verdict: VerifiedRun['verdict']): string {
  switch (verdict) {
    case 'sound':
      return vscode.l10n.t('sound: every disk can be restored, and its files are as they were written');
    case 'unverified':
      return vscode.l10n.t('not verified: not all of it can be read now');
    case 'damaged':
      return vscode.l10n.t('damaged');
    case 'no-backup':
      return vscode.l10n.t('no backup: it did not complete');
  }
}

/** A run by its id, which the command line takes, and as its row calls it. */
function withName(run: string, store: JobStore): string {
  const named = namedRun(run, store);
  return named === run ? run : `${run}, ${named}`;
}

/** Everything that was found, as a text. */
function reportText(past: PastRun, { runs, bytes }: VerifyReport, store: JobStore): string {
  const title = vscode.l10n.t('Verification of {0}', runTitle(past.name));
  return [
    title,
    '='.repeat(title.length),
    vscode.l10n.t('At {0}; {1} were read.', new Date().toLocaleString(vscode.env.language), sizeText(bytes)),
    ...runs.flatMap(({ run, verdict, findings }) => [
      '',
      vscode.l10n.t('Run {0}: {1}', withName(run, store), verdictText(verdict)),
      ...findings.map((finding) => {
        // It stands below the run's own heading.
        const text = namedText(finding, store, (mention) => mention.run === run && tellsOwner(mention));
        return finding.severity === 'error'
          ? vscode.l10n.t('  Error: {0}', text)
          : vscode.l10n.t('  Note: {0}', text);
      }),
    ]),
    '',
  ]
    .map((line) =>
      line === '' ? line : line.startsWith('  ') ? `  ${plainText(line.trim())}` : plainText(line),
    )
    .join('\n');
}

/** Verify: reads a past backup with all that it builds on, and tells whether it can be relied on. */
export async function verifyCommand(parts: HistoryParts, { past }: PastRunNode): Promise<void> {
  const report = await workOn(parts, past, 'verify', async (signal, onProgress) => {
    const { catalogue } = await parts.readHistory();
    const found = await verifyRuns(catalogue, [past.run], { signal, onProgress });
    return namedReport(found, parts.store);
  });
  if (report === undefined) return;
  parts.store.found((verdicts, at) => verdicts.noteVerified(report.runs, at));
  parts.reports.set(past.run, reportText(past, report, parts.store));
  const verdict = report.runs.find(({ run }) => run === past.run)?.verdict ?? 'damaged';
  parts.log.info(`Backup "${runTitle(past.name)}" (${past.run}) was verified: ${verdict}`);
  for (const { message } of report.findings) parts.log.info(`  ${message}`);
  await tell(parts, past, report, verdict);
}

/** What is damaged, which of all that was read, and what to do. */
function damageText(past: PastRun, { runs }: VerifyReport, store: JobStore): string {
  const damaged = runs.filter(({ findings }) => findings.some(isOwnDamage));
  // What is wrong with the backup itself comes first; else what is nearest to it.
  const first = damaged.find(({ run }) => run === past.run) ?? damaged[0];
  const values = {
    name: runTitle(past.name),
    reason: first?.findings.find(isOwnDamage)?.message ?? '',
    below: damaged.map(({ run }) => namedRun(run, store)).join(', '),
  };
  const advice = vscode.l10n.t(
    'If no sound copy of that can be brought back, make a full backup; Restore… gives what is left of this one.',
  );
  const what =
    first === undefined || first.run === past.run
      ? vscode.l10n.t('Backup "{name}" is damaged: it cannot be relied on. {reason}', values)
      : vscode.l10n.t(
          'Backup "{name}" cannot be relied on: no damage was found in its own files, but in what it builds on, {below}. {reason}',
          values,
        );
  return `${what} ${advice}`;
}

async function tell(
  { store }: HistoryParts,
  past: PastRun,
  report: VerifyReport,
  verdict: VerifiedRun['verdict'],
): Promise<void> {
  const showReport = vscode.l10n.t('Show Report');
  const unread = report.findings.find(
    ({ severity, code }) => severity === 'error' && code !== 'parent-unverified',
  );
  const values = { name: runTitle(past.name), reason: unread?.message ?? '' };
  const say = () => {
    switch (verdict) {
      case 'sound':
        return showMessage('information', vscode.l10n.t('Backup "{name}" is sound.', values), showReport);
      case 'unverified':
        return showMessage(
          'error',
          vscode.l10n.t(
            'Backup "{name}" was not verified: not all of it can be read now. Nothing that was read is damaged. {reason}',
            values,
          ),
          showReport,
        );
      case 'no-backup':
        return showMessage(
          'error',
          vscode.l10n.t('"{name}" is no backup: it did not complete.', values),
          showReport,
        );
      case 'damaged':
        return showMessage('error', damageText(past, report, store), showReport);
    }
  };
  const choice = await say();
  if (choice === showReport) await showRunPage(past.run, past.name, 'report');
}
