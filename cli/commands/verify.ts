import path from 'node:path';
import {
  formatBytes,
  verifyRuns,
  type Catalogue,
  type CatalogueRun,
  type VerifiedRun,
  type VerifyReport,
} from '../../engine';
import {
  describeUnreadable,
  findRun,
  isFile,
  isRunId,
  openCatalogue,
  openFolders,
  openImages,
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

function sayReport(
  { runs, bytes }: VerifyReport,
  wanted: readonly CatalogueRun[],
  options: VerifyCommandOptions,
): void {
  // An image without a manifest is called by its file: its run is made up.
  const titleOf = (id: string) => {
    const plain = wanted.find(({ run, manifests }) => run === id && manifests.length === 0);
    return plain?.disks[0]?.file ?? id;
  };
  for (const { run, verdict, findings } of runs) {
    if (options.json) {
      for (const finding of findings) sayJson({ event: 'finding', ...finding });
      sayJson({ event: 'verified', run, verdict });
    } else {
      say(`${titleOf(run)}: ${VERDICTS[verdict]}`);
      say(...findings.map(({ severity, message }) => `  ${severity}: ${message}`));
    }
  }
  if (options.json) sayJson({ event: 'finished', bytes });
  else say(`${formatBytes(bytes)} read.`);
}

/** The runs that were named, and all that is known for their sake. */
async function select(
  what: string,
  options: VerifyCommandOptions,
  signal: AbortSignal,
): Promise<{ catalogue: Catalogue; wanted: CatalogueRun[] }> {
  if (isRunId(what)) {
    const catalogue = await openCatalogue(options, signal);
    return { catalogue, wanted: [findRun(catalogue, what)] };
  }
  if (!(await isFile(what))) {
    const catalogue = await openFolders([what, ...(options.catalog ?? [])], signal);
    const inside = (file: string) => !path.relative(what, file).startsWith('..');
    const wanted = catalogue.runs.filter(({ manifests }) => manifests.some(({ file }) => inside(file)));
    if (wanted.length > 0 || catalogue.unreadable.length > 0) return { catalogue, wanted };
  }
  const catalogue = await openImages(what, signal);
  return { catalogue, wanted: catalogue.runs };
}

/** `verify RUN|DIR`: that a backup, or all in a folder, are as they were written and can be restored. */
export async function verify(what: string, options: VerifyCommandOptions): Promise<ExitStatus> {
  return interruptible('Interrupted; nothing was changed.', async (signal) => {
    const isOne = isRunId(what);
    const { catalogue, wanted } = await select(what, options, signal);
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
    sayReport(report, wanted, options);
    if (ids.length === 0 && !options.json) say('No backup is here.');
    const isSound = unreadable.length === 0 && report.runs.every(({ verdict }) => verdict !== 'damaged');
    const isBackup = !isOne || report.runs.every(({ run, verdict }) => run !== what || verdict === 'sound');
    return isSound && isBackup ? ExitStatus.ok : ExitStatus.refused;
  });
}
