import {
  BackupError,
  wholeText,
  type RunMention,
  type Told,
  type VerifyFinding,
  type VerifyReport,
} from '../../../engine';
import { messageOf } from '../../reporting/log';
import { runTitle } from '../../reporting/runTitle';
import type { JobStore } from '../../store/jobStore';
import { momentText } from './quantities';

/** Where past backups are found. */
type Known = Pick<JobStore, 'history'>;

/** A run's id with what its row is called behind it, and when it was started, where that is known. */
export function namedRun(run: string, { history }: Known): string {
  const past = history.find(run)?.past;
  if (past === undefined) return run;
  const { name, startedAt } = past;
  const title = runTitle(name);
  // A backup without a name of its own is called after its start.
  return `${run} (${title === name ? `"${name}", ${momentText(startedAt)}` : title})`;
}

/** A text of the engine's, which knows runs by their ids alone, with their names. @param without mentions to leave out */
export function namedText(
  { parts }: Pick<Told, 'parts'>,
  known: Known,
  without: (mention: RunMention) => boolean = () => false,
): string {
  return wholeText(parts, (mention) =>
    without(mention) ? '' : `${mention.lead}${namedRun(mention.run, known)}`,
  );
}

/** What an error says, with the names of runs. */
export function namedError(error: unknown, known: Known): string {
  return error instanceof BackupError ? namedText(error, known) : messageOf(error);
}

/** What was found in a verification, told with the names of runs. */
export function namedReport<R extends VerifyReport>(report: R, known: Known): R {
  const named = (findings: readonly VerifyFinding[]): VerifyFinding[] =>
    findings.map((finding) => ({ ...finding, message: namedText(finding, known) }));
  return {
    ...report,
    findings: named(report.findings),
    runs: report.runs.map((run) => ({ ...run, findings: named(run.findings) })),
  };
}
