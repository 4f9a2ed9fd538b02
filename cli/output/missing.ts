import path from 'node:path';
import type { VerifyFinding } from '../../engine';
import { shellWord } from './shellWord';

/** So many backups that are nowhere are told one by one, of a folder. */
const FEW = 2;

/** Whether a finding is about a backup of which nothing is left where it was made. */
export const isAllMissing = ({ code, severity }: VerifyFinding) =>
  code === 'manifest-missing' && severity === 'warning';

/** What is missing, in lines; of many backups that were moved or removed from a folder, one line. */
export function missingLines(missing: readonly VerifyFinding[]): string[] {
  const lines: string[] = [];
  for (const finding of missing) {
    const { severity, message } = finding;
    const folder = path.dirname(finding.file);
    const alike = isAllMissing(finding)
      ? missing.filter((one) => isAllMissing(one) && path.dirname(one.file) === folder)
      : [];
    if (alike.length <= FEW) lines.push(severity === 'error' ? message : `warning: ${message}`);
    else if (alike[0] === finding) lines.push(`warning: ${summary(folder, alike)}`);
  }
  return lines;
}

function summary(folder: string, alike: readonly VerifyFinding[]): string {
  const newest = alike
    .flatMap(({ run }) => run ?? [])
    .toSorted()
    .at(-1);
  return (
    `${alike.length} backups that were made to "${folder}", the newest by run ${newest}, are missing with their ` +
    'manifests: they may have been moved; to forget those that are gone for good: ' +
    `domainbackup prune ${shellWord(folder)} --missing.`
  );
}
