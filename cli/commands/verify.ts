import { formatBytes, verifyRuns, type VerifiedRun, type VerifyReport } from '../../engine';
import {
  describeUnreadable,
  findRun,
  isRunId,
  openCatalogue,
  openFolders,
  type CatalogueOptions,
} from '../catalogue';
import { ExitStatus } from '../exitStatus';
import { interruptible } from '../interruptible';
import { workReporter } from '../output/workBar';
import { complain, say, sayJson } from '../output/write';

interface VerifyCommandOptions extends CatalogueOptions {
  json?: true;
}

const VERDICTS: Record<VerifiedRun['verdict'], string> = {
  sound: 'sound',
  damaged: 'DAMAGED',
  'no-backup': 'no backup: it did not complete',
};

function sayReport({ runs, bytes }: VerifyReport, options: VerifyCommandOptions): void {
  for (const { run, verdict, findings } of runs) {
    if (options.json) {
      for (const finding of findings) sayJson({ event: 'finding', ...finding });
      sayJson({ event: 'verified', run, verdict });
    } else {
      say(`${run}: ${VERDICTS[verdict]}`);
      say(...findings.map(({ severity, message }) => `  ${severity}: ${message}`));
    }
  }
  if (options.json) sayJson({ event: 'finished', bytes });
  else say(`${formatBytes(bytes)} read.`);
}

/** `verify RUN|DIR`: that a backup, or all in a folder, are as they were written and can be restored. */
export async function verify(what: string, options: VerifyCommandOptions): Promise<ExitStatus> {
  return interruptible('Interrupted; nothing was changed.', async (signal) => {
    const isOne = isRunId(what);
    const catalogue = isOne
      ? await openCatalogue(options, signal)
      : await openFolders([what, ...(options.catalog ?? [])], signal);
    const wanted = isOne
      ? [findRun(catalogue, what)]
      : catalogue.runs.filter(({ place }) => place === 'here');
    const unreadable = isOne ? [] : catalogue.unreadable;
    using reporter = workReporter(options);
    const ids = wanted.map(({ run }) => run);
    const report = await verifyRuns(catalogue, ids, {
      signal,
      onProgress: ({ run, disk, file, current, total }) =>
        reporter.progress({ what: `${disk} of ${run}`, about: { run, disk, file }, current, total }),
    });
    reporter[Symbol.dispose]();
    if (!options.json) complain(...unreadable.map(describeUnreadable));
    else
      for (const { file, reason } of unreadable)
        sayJson({ event: 'finding', severity: 'error', code: 'manifest-unreadable', file, message: reason });
    sayReport(report, options);
    if (ids.length === 0 && !options.json) say('No manifest of a backup is here.');
    const isSound = unreadable.length === 0 && report.runs.every(({ verdict }) => verdict !== 'damaged');
    const isBackup = !isOne || report.runs.every(({ run, verdict }) => run !== what || verdict === 'sound');
    return isSound && isBackup ? ExitStatus.ok : ExitStatus.refused;
  });
}
