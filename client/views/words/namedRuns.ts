import type { VerifyFinding, VerifyReport } from '../../../engine';
import { runTitle } from '../../reporting/runTitle';
import type { JobStore } from '../../store/jobStore';
import { momentText } from './quantities';

/** Where past backups are found. */
type Known = Pick<JobStore, 'history'>;

/** How the engine's messages name a run. */
const RUN = /(?<=\brun )\d{8}-\d{6}-[0-9a-z]{4}\b/gi;

/** A run's id with what its row is called behind it, and when it was started, where that is known. */
export function namedRun(run: string, { history }: Known): string {
  const past = history.find(run)?.past;
  if (past === undefined) return run;
  const { name, startedAt } = past;
  const title = runTitle(name);
  // A backup without a name of its own is called after its start.
  return `${run} (${title === name ? `"${name}", ${momentText(startedAt)}` : title})`;
}

/** A message of the engine's, which knows runs by their ids alone, with their names. */
export function namedRuns(message: string, known: Known): string {
  return message.replace(RUN, (run) => namedRun(run, known));
}

/** What was found in a verification, told with the names of runs. */
export function namedReport<R extends VerifyReport>(report: R, known: Known): R {
  const named = (findings: readonly VerifyFinding[]): VerifyFinding[] =>
    findings.map((finding) => ({ ...finding, message: namedRuns(finding.message, known) }));
  return {
    ...report,
    findings: named(report.findings),
    runs: report.runs.map((run) => ({ ...run, findings: named(run.findings) })),
  };
}
