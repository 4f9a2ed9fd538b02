import { errorText } from '../../../errorText';
import { readKnownBackups, type BackupSources } from '../../catalogue/knownBackups';
import type { PlanFinding } from '../../errors';
import { mention, told, type Told } from '../../names/told';
import type { Copy, PlannedDisk } from '../backupPlan';

type Since = Extract<Copy, { kind: 'since' }>;

const warning = (code: string, said: { message: string } | Told): PlanFinding => ({
  severity: 'warning',
  code,
  ...said,
});

const WAY_OUT =
  'An increment since then can be restored only on top of it: bring it back, say where it is (--catalog DIR; ' +
  'in VS Code, the setting domainbackup.history.folders), or make a full backup with a new checkpoint.';

/** Each backup that increments would build on, with the disks that would. */
function parentsOf(disks: readonly PlannedDisk[]): { since: Since; names: string[] }[] {
  const parents = new Map<string, { since: Since; names: string[] }>();
  for (const { disk, copy } of disks) {
    if (copy.kind === 'full') continue;
    const parent = parents.get(copy.run) ?? { since: copy, names: [] };
    parent.names.push(disk);
    parents.set(copy.run, parent);
  }
  return [...parents.values()];
}

/**
 * Warns where an increment would build on a backup that is there no more, as far as this host knows: it would complete,
 * and could not be restored. It is no error, because the backup may only have been moved.
 */
export async function warnOfLostBackups(
  disks: readonly PlannedDisk[],
  sources: BackupSources,
  signal?: AbortSignal,
): Promise<PlanFinding[]> {
  const parents = parentsOf(disks);
  if (parents.length === 0) return [];
  try {
    const runs = parents.map(({ since }) => since.run);
    const known = await readKnownBackups(sources, runs, signal);
    const findings: PlanFinding[] = [];
    for (const { since, names } of parents) {
      const why = await known.whyLost(since.run, names);
      if (why === undefined) continue;
      const backup = told`The backup that checkpoint "${since.checkpoint}" was made with, ${mention(since.run)}`;
      findings.push(warning('backup-lost', told`${backup}, is not whole any more: ${why} ${WAY_OUT}`));
    }
    return findings;
  } catch (error) {
    signal?.throwIfAborted();
    const message =
      'Whether the backups that increments build on are ' +
      `still there cannot be looked at: ${errorText(error)}.`;
    return [warning('backup-unseen', { message })];
  }
}
