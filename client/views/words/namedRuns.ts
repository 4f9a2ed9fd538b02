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

/** Where the rows of backups are found. */
type Known = Pick<JobStore, 'history' | 'findRun'>;

/** A backup as its row calls it, and with when it was started. @param quote sets the title apart in a sentence */
export function namedBackup(
  { name, startedAt }: { name: string; startedAt: number },
  quote = (title: string): string => title,
): string {
  const title = runTitle(name);
  // A backup without a name of its own is called after its start.
  return title === name ? `${quote(title)} (${momentText(startedAt)})` : quote(title);
}

/** A run as its row calls it, for a sentence of the engine's; by its id where it has no row. */
export function namedRun(run: string, known: Known): string {
  const found = known.history.find(run)?.past ?? known.findRun(run)?.snapshot;
  return found === undefined ? run : namedBackup(found, (title) => `"${title}"`);
}

/** A text of the engine's, which knows runs by their ids alone, with their names. @param without mentions to leave out */
export function namedText(
  { message, parts }: Pick<Told, 'message'> & Partial<Told>,
  known: Known,
  without: (mention: RunMention) => boolean = () => false,
): string {
  if (parts === undefined) return message;
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
