import { isInside, missingManifests, noteRemoval } from '../../engine';
import { openFolders, type CatalogueOptions } from '../catalogue';
import { ExitStatus } from '../exitStatus';
import { isAllMissing } from '../output/missing';
import { say, sayJson } from '../output/write';
import { runRecords } from '../records';

interface ForgetOptions extends CatalogueOptions {
  yes?: true;
  json?: true;
}

/**
 * `prune DIR --missing`: has the records of this user forget the backups of which nothing is left in a folder, so that
 * nobody is warned of them any more. Without `--yes` it only tells which.
 */
export async function forgetMissing(
  folder: string,
  options: ForgetOptions,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const { catalogue } = await openFolders([folder], options, signal);
  const records = runRecords();
  const missing = await missingManifests(catalogue, records, (file) => isInside(folder, file));
  const runs = missing.filter(isAllMissing).flatMap(({ run }) => run ?? []);
  if (options.yes) for (const run of runs) await noteRemoval(records, run);
  if (options.json) sayJson({ event: 'missing', runs, forgotten: options.yes ? 'yes' : 'no' });
  else if (runs.length === 0) say('Every backup on record is where it was made, or a manifest tells of it.');
  else {
    say('Missing, files and manifest:', ...runs.map((run) => `  ${run}`));
    say(
      options.yes
        ? `${runs.length === 1 ? '1 run is' : `${runs.length} runs are`} forgotten.`
        : 'Nothing was changed; where they are gone for good, and not on a disk that is not mounted, forget them with --yes.',
    );
  }
  return ExitStatus.ok;
}
