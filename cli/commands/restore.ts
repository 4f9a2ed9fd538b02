import { RestoreError, restoreRun, type RestoredDisk } from '../../engine';
import { findRun, isFile, isRunId, openCatalogue, openImages, type CatalogueOptions } from '../catalogue';
import { ExitStatus, Failure } from '../exitStatus';
import { interruptible } from '../interruptible';
import { workReporter } from '../output/workBar';
import { say, sayJson } from '../output/write';

interface RestoreCommandOptions extends CatalogueOptions {
  to: string;
  disk?: string[];
  format: 'qcow2' | 'raw';
  acceptDamage?: true;
  json?: true;
}

function describe({ disk, file, from, digests }: RestoredDisk): string {
  const chain = from.length === 1 ? `from run ${from[0]}` : `from the runs ${from.join(', ')}`;
  const unchecked = digests === 'checked' ? '' : '; not all digests of the backup were checked';
  return `${disk}: ${file}, ${chain}; compared, and the same${unchecked}.`;
}

/** `restore RUN|IMAGE --to DIR`: the disks as they were at a run's point in time, in new files. */
export async function restore(id: string, options: RestoreCommandOptions): Promise<ExitStatus> {
  const { to, disk: disks, format, acceptDamage } = options;
  return interruptible('Interrupted; the disk that was being restored was removed.', async (signal) => {
    const isImage = !isRunId(id) && (await isFile(id));
    const catalogue = await (isImage ? openImages(id, signal) : openCatalogue(options, signal));
    const run = isImage ? (catalogue.runs[0]?.run ?? id) : findRun(catalogue, id).run;
    using reporter = workReporter(options);
    try {
      const restored = await restoreRun(catalogue, run, {
        to,
        ...(disks && { disks }),
        format,
        damage: acceptDamage ? 'accept' : 'refuse',
        signal,
        onProgress: ({ disk, phase, current, total }) =>
          reporter.progress({ what: `${phase} ${disk}`, about: { run, disk, phase }, current, total }),
      });
      reporter[Symbol.dispose]();
      if (options.json) sayJson({ event: 'finished', run, disks: restored });
      else say(...restored.map(describe));
      return ExitStatus.ok;
    } catch (error) {
      if (!(error instanceof RestoreError)) throw error;
      const status = error.reached === 'refused' ? ExitStatus.refused : ExitStatus.failed;
      throw new Failure(status, error.message, { cause: error });
    }
  });
}
