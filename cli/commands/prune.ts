import {
  BackupError,
  bytesOfKept,
  formatBytes,
  planPrune,
  prune as carryOut,
  readNeeds,
  verifyKept,
  type Catalogue,
  type CatalogueRun,
  type KeptRun,
  type PrunePlan,
  type PruneResult,
} from '../../engine';
import { isInside, openCatalogue, type CatalogueOptions } from '../catalogue';
import { ExitStatus, Failure } from '../exitStatus';
import { interruptible } from '../interruptible';
import { when } from '../output/when';
import { workReporter } from '../output/workBar';
import { complain, say, sayJson } from '../output/write';
import { runRecords } from '../records';

interface PruneCommandOptions extends CatalogueOptions {
  keep?: number;
  olderThan?: number;
  yes?: true;
  /** Whether what stays is read before anything goes. */
  verify: boolean;
  json?: true;
}

const REASONS: Record<KeptRun['reason'], string> = {
  recent: 'recent',
  unrestorable: 'cannot be restored:',
  'no-backup': 'no backup:',
  needed: 'needed by',
  'in-use': 'in use by the running backup',
  last: 'the last backup of its machine',
  untouched: 'see to it yourself:',
  edited: 'its manifest is not as it was written; see to it yourself',
};

/** What stays for these reasons is a backup; of anything else it is not said that it is kept. */
const KEPT: ReadonlySet<KeptRun['reason']> = new Set(['recent', 'needed', 'in-use', 'last']);

/** What is said of the checkpoint that was made with a run: only its machine knows whether it still has it. */
function orphaned({ run, manifest: { checkpoint } }: CatalogueRun): string[] {
  if (checkpoint === undefined) return [];
  return [
    `No increment since checkpoint "${checkpoint}" can be restored without it; where the machine still has that: domainbackup checkpoint delete ${run} --qmp SOCKET`,
  ];
}

/** What will be done with what stays, before anything goes; nothing where no backup goes. */
function verification(catalogue: Catalogue, plan: PrunePlan, { verify }: PruneCommandOptions): string[] {
  const count = plan.reliedOn.length;
  if (count === 0) return [];
  if (!verify) return ['What stays will not be verified before.'];
  const what =
    count === 1
      ? 'the backup that stays, with all that it builds on,'
      : `the ${count} backups that stay, with all that they build on,`;
  const read = formatBytes(bytesOfKept(catalogue, plan));
  return [`Before, ${what} will be verified (${read} to read); where one is damaged, nothing goes.`];
}

function sayPlan(catalogue: Catalogue, plan: PrunePlan, options: PruneCommandOptions): void {
  const { remove, keep, bytes } = plan;
  for (const { run, reason, by, why } of keep) {
    const verb = KEPT.has(reason) ? 'keep ' : 'stays';
    const more = [by, why].filter((part) => part !== undefined).join('. ');
    say(`${verb}   ${run.run}  ${when(run.manifest.startedAt)}  ${`${REASONS[reason]} ${more}`.trimEnd()}`);
  }
  for (const { run, files, stays } of remove) {
    const state = run.manifest.outcome === 'completed' ? run.manifest.mode : run.manifest.outcome;
    say(`remove  ${run.run}  ${when(run.manifest.startedAt)}  ${state}`);
    say(...[...files, ...stays, ...orphaned(run)].map((line) => `          ${line}`));
  }
  const count = remove.length === 1 ? '1 run' : `${remove.length} runs`;
  if (remove.length === 0)
    say(
      keep.length === 0
        ? 'No manifest of a backup is here, and only what one tells of is removed.'
        : 'Nothing is to be removed.',
    );
  else if (!options.yes)
    say(
      ...verification(catalogue, plan, options),
      `${count} would be removed, ${formatBytes(bytes)}. Nothing was touched; do it with --yes.`,
    );
}

const asJson = ({ remove, keep, reliedOn, bytes }: PrunePlan) => ({
  event: 'planned',
  remove: remove.map(({ run, files, bytes: own, stays }) => ({
    run: run.run,
    checkpoint: run.manifest.checkpoint,
    files,
    bytes: own,
    stays,
  })),
  keep: keep.map(({ run, reason, by, why }) => ({ run: run.run, reason, by, why })),
  reliedOn: reliedOn.map(({ run }) => run),
  bytes,
});

function sayResult(
  { removed, troubles }: PruneResult,
  { bytes }: PrunePlan,
  { json }: PruneCommandOptions,
): void {
  if (json) sayJson({ event: 'finished', removed, troubles });
  else if (removed.length > 0)
    say(`${removed.length === 1 ? '1 run' : `${removed.length} runs`} removed, ${formatBytes(bytes)}.`);
  if (!json) complain(...troubles);
}

/**
 * Verifies what the prune relies on.
 * @throws {Failure} where that is damaged, with what is
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
  if (options.json) for (const finding of findings) sayJson({ event: 'finding', ...finding });
  else complain(...findings.map(({ severity, message }) => `${severity}: ${message}`));
  if (verdict === 'damaged')
    throw new Failure(
      ExitStatus.refused,
      'Nothing was removed: of what would stay, something is damaged, and what would go may be the last that is sound. Move the damaged backup with its manifest out of the folder, or keep more, and prune again.',
    );
}

/** `prune DIR`: removes old backups by count and age, never what another one needs. Without `--yes` it only tells. */
export async function prune(folder: string, options: PruneCommandOptions): Promise<ExitStatus> {
  return interruptible('Interrupted; what was not removed yet is still there.', async (signal) => {
    const { keep, olderThan } = options;
    // What builds on a backup in this folder may lie in any other.
    const catalogue = await openCatalogue(options, signal, [folder]);
    const { catalog = [] } = options;
    const needs = () =>
      readNeeds(catalogue, { records: runRecords(), folders: [folder, ...catalog], signal });
    const policy = {
      now: Date.now(),
      mayGo: (_: string, manifest: string) => isInside(folder, manifest),
      needs: await needs(),
      ...(keep !== undefined && { keep }),
      ...(olderThan !== undefined && { olderThan }),
    };
    const plan = await planPrune(catalogue, policy).catch((error: unknown) => {
      if (!(error instanceof BackupError)) throw error;
      throw new Failure(ExitStatus.usage, error.message, { cause: error });
    });
    if (options.json) sayJson(asJson(plan));
    else sayPlan(catalogue, plan, options);
    if (!options.yes) return ExitStatus.ok;
    if (options.verify && plan.reliedOn.length > 0) await verifyFirst(catalogue, plan, options, signal);
    const result = await carryOut(plan, { records: runRecords(), needs, signal });
    sayResult(result, plan, options);
    return result.troubles.length === 0 ? ExitStatus.ok : ExitStatus.failed;
  });
}
