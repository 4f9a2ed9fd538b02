import {
  BackupError,
  formatBytes,
  isInside,
  planPrune,
  prune as carryOut,
  readNeeds,
  verifyKept,
  type Catalogue,
  type PrunePlan,
  type PruneResult,
} from '../../engine';
import { openCatalogue, type CatalogueOptions } from '../catalogue';
import { ExitStatus, Failure } from '../exitStatus';
import { interruptible } from '../interruptible';
import { findingAsJson } from '../output/findingAsJson';
import { describeUnreadable } from '../output/manifestWords';
import { planAsJson, sayPlan, type PruneIntent } from '../output/prunePlan';
import { workReporter } from '../output/workBar';
import { complain, say, sayJson } from '../output/write';
import { runRecords } from '../records';
import { forgetMissing } from './forgetMissing';

interface PruneCommandOptions extends CatalogueOptions, PruneIntent {
  keep?: number;
  olderThan?: number;
  missing?: true;
  json?: true;
}

function sayResult(
  { removed, troubles: told }: PruneResult,
  { bytes }: PrunePlan,
  { json }: PruneCommandOptions,
): void {
  const troubles = told.map(({ message }) => message);
  if (json) sayJson({ event: 'finished', removed, troubles });
  else if (removed.length > 0)
    say(`${removed.length === 1 ? '1 run' : `${removed.length} runs`} removed, ${formatBytes(bytes)}.`);
  if (!json) complain(...troubles);
}

/**
 * Verifies what the prune relies on.
 * @throws {Failure} where that is damaged, or cannot be read now, with what is
 */
async function verifyFirst(
  catalogue: Catalogue,
  plan: PrunePlan,
  options: PruneCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  using reporter = workReporter(options);
  const { findings, verdict } = await verifyKept(catalogue, plan, {
    signal,
    onProgress: ({ run, disk, file, current, total }) =>
      reporter.progress({ what: `verifying ${disk} of ${run}`, about: { run, disk, file }, current, total }),
  });
  reporter[Symbol.dispose]();
  if (options.json) for (const finding of findings) sayJson(findingAsJson(finding));
  else complain(...findings.map(({ severity, message }) => `${severity}: ${message}`));
  if (verdict === 'damaged')
    throw new Failure(
      ExitStatus.refused,
      'Nothing was removed: of what would stay, something is damaged, ' +
        'and what would go may be the last that is sound. Move the damaged backup ' +
        'with its manifest out of the folder, or keep more, and prune again.',
    );
  if (verdict === 'unverified')
    throw new Failure(
      ExitStatus.refused,
      'Nothing was removed: of what would stay, not all can be read now, so nobody knows ' +
        'whether it is sound. Prune as a user who may read it, when nothing writes to it.',
    );
}

/** `prune DIR`: removes old backups by count and age, never what another one needs. Without `--yes` it only tells. */
export async function prune(folder: string, options: PruneCommandOptions): Promise<ExitStatus> {
  return interruptible('Interrupted; what was not removed yet is still there.', async (signal) => {
    const { keep, olderThan, missing } = options;
    if (missing) {
      if (keep === undefined && olderThan === undefined) return forgetMissing(folder, options, signal);
      throw new Failure(ExitStatus.usage, '--missing is for itself; leave --keep and --older-than out.');
    }
    // What builds on a backup in this folder may lie in any other.
    const catalogue = await openCatalogue(options, signal, [folder]);
    const { catalog = [] } = options;
    const needs = () =>
      readNeeds(catalogue, { records: runRecords(), folders: [folder, ...catalog], signal });
    const needed = await needs();
    // What builds on it is known without it.
    complain(...catalogue.unreadable.filter(({ file }) => isInside(folder, file)).map(describeUnreadable));
    const policy = {
      now: Date.now(),
      mayGo: (_: string, manifest: string) => isInside(folder, manifest),
      needs: needed,
      signal,
      ...(keep !== undefined && { keep }),
      ...(olderThan !== undefined && { olderThan }),
    };
    const plan = await planPrune(catalogue, policy).catch((error: unknown) => {
      if (!(error instanceof BackupError)) throw error;
      throw new Failure(ExitStatus.usage, error.message, { cause: error });
    });
    if (options.json) sayJson(planAsJson(plan));
    else sayPlan(catalogue, plan, options);
    if (!options.yes) return ExitStatus.ok;
    if (options.verify && plan.reliedOn.length > 0) await verifyFirst(catalogue, plan, options, signal);
    const result = await carryOut(plan, { records: runRecords(), needs, signal });
    sayResult(result, plan, options);
    return result.troubles.length === 0 ? ExitStatus.ok : ExitStatus.failed;
  });
}
