import {
  bytesOfKept,
  formatBytes,
  type Catalogue,
  type CatalogueRun,
  type KeptRun,
  type PrunePlan,
} from '../../engine';
import { noManifest } from './manifestWords';
import { when } from './when';
import { say } from './write';

/** What is to become of a plan. */
export interface PruneIntent {
  /** Absent: it is only told. */
  yes?: true;
  /** Whether what stays is read before anything goes. */
  verify: boolean;
}

const REASONS: Record<KeptRun['reason'], string> = {
  recent: 'recent',
  unrestorable: 'cannot be restored:',
  'no-backup': 'no backup:',
  needed: 'needed by',
  'in-use': 'in use by the running backup',
  last: 'the last backup of a disk',
  untouched: 'see to it yourself:',
  edited: 'its manifest is not as it was written; see to it yourself',
};

/** What stays for these reasons is a backup; of anything else it is not said that it is kept. */
const KEPT: ReadonlySet<KeptRun['reason']> = new Set(['recent', 'needed', 'in-use', 'last']);

/** What is said of the checkpoint that was made with a run: only its machine knows whether it still has it. */
function orphaned({ run, manifest: { checkpoint } }: CatalogueRun): string[] {
  if (checkpoint === undefined) return [];
  return [
    `No increment since checkpoint "${checkpoint}" can be restored without it; ` +
      `where the machine still has that: domainbackup checkpoint delete ${run} --qmp SOCKET`,
  ];
}

/** What will be done with what stays, before anything goes; nothing where no backup goes. */
function verification(catalogue: Catalogue, plan: PrunePlan, { verify }: PruneIntent): string[] {
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

/** A plan for people: what stays and why, what goes, and what is done before. */
export function sayPlan(catalogue: Catalogue, plan: PrunePlan, options: PruneIntent): void {
  const { remove, keep, bytes } = plan;
  for (const { run, reason, by, why } of keep) {
    const verb = KEPT.has(reason) ? 'keep ' : 'stays';
    const said = by === undefined ? REASONS[reason] : `${REASONS[reason]} ${by}`;
    const more = [said, why].filter((part) => part !== undefined).join(said.endsWith(':') ? ' ' : '. ');
    say(`${verb}   ${run.run}  ${when(run.manifest.startedAt)}  ${more}`);
  }
  for (const { run, files, stays } of remove) {
    const state = run.manifest.outcome === 'completed' ? run.manifest.mode : run.manifest.outcome;
    say(`remove  ${run.run}  ${when(run.manifest.startedAt)}  ${state}`);
    say(
      ...[...files, ...stays.map(({ message }) => message), ...orphaned(run)].map(
        (line) => `          ${line}`,
      ),
    );
  }
  const count = remove.length === 1 ? '1 run' : `${remove.length} runs`;
  if (remove.length === 0)
    say(
      keep.length === 0
        ? `${noManifest(catalogue)}, and only what one tells of is removed.`
        : 'Nothing is to be removed.',
    );
  else if (!options.yes)
    say(
      ...verification(catalogue, plan, options),
      `${count} would be removed, ${formatBytes(bytes)}. Nothing was touched; do it with --yes.`,
    );
}

/** The same for programs. */
export const planAsJson = ({ remove, keep, reliedOn, bytes }: PrunePlan) => ({
  event: 'planned',
  remove: remove.map(({ run, files, bytes: own, stays }) => ({
    run: run.run,
    checkpoint: run.manifest.checkpoint,
    files,
    bytes: own,
    stays: stays.map(({ message }) => message),
  })),
  keep: keep.map(({ run, ...kept }) => ({ run: run.run, ...kept })),
  reliedOn: reliedOn.map(({ run }) => run),
  bytes,
});
