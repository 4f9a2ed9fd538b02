import type { BackupDefinition, CheckpointDefinition } from '../../document';
import type { PlanFinding } from '../errors';
import type { Machine } from '../machine/machine';
import type { TrackedNode } from '../machine/tracking';
import type { RunId } from '../names/runId';
import type { BackupPlan, PlannedDisk } from './backupPlan';
import { planCheckpoint, type UntrackedDisks } from './planCheckpoint';
import { checkpointFor, planCopy } from './planCopy';
import type { Selected } from './selectDisks';

/** What a backup has to do with the tracking of writes. */
interface TrackingRequest {
  definition: BackupDefinition;
  /** The checkpoint to be made with the backup. */
  checkpoint: CheckpointDefinition | undefined;
  untracked: UntrackedDisks;
  run: RunId;
  machine: Machine;
  nodes: readonly TrackedNode[];
  selected: readonly Selected[];
  /** The disks planned so far; those that are to be increments are made that. */
  disks: readonly PlannedDisk[];
}

/** The disks that were to be copied since a checkpoint and cannot be, with the checkpoint that was asked for. */
export type ImpossibleIncrements = ReadonlyMap<PlannedDisk, string>;

/** What a plan says of the checkpoint that is to be made, and what stands against it and the increments. */
interface TrackingPlan {
  checkpoint?: NonNullable<BackupPlan['checkpoint']>;
  impossible: ImpossibleIncrements;
  findings: PlanFinding[];
}

/** Plans what is copied of each disk, and the checkpoint that is made with the backup. */
export function planTracking(request: TrackingRequest): TrackingPlan {
  const { definition, checkpoint: wanted, untracked, run, machine, nodes, selected } = request;
  const findings: PlanFinding[] = [];
  const impossible = new Map<PlannedDisk, string>();
  const disks = request.disks.map((planned) => {
    const entry = selected.find(({ name }) => name === planned.disk);
    return { planned, label: entry?.drive.label ?? planned.disk, entry };
  });
  for (const { planned, label, entry } of disks) {
    const since = checkpointFor(definition, entry?.definition);
    if (since === undefined) continue;
    const copy = planCopy({ planned, label, since, nodes, machine: machine.uuid });
    if ('code' in copy) {
      findings.push(copy);
      impossible.set(planned, since);
      continue;
    }
    planned.copy = copy;
    const bitmaps = nodes.find(({ node }) => node === planned.node)?.bitmaps;
    const dirty = copy.kind === 'since' && bitmaps?.find(({ name }) => name === copy.bitmap)?.count;
    if (typeof dirty === 'number') planned.data = dirty;
  }
  if (!wanted) return { impossible, findings };
  const { checkpoint, findings: others } = planCheckpoint({ wanted, untracked, run, machine, nodes, disks });
  return { checkpoint, impossible, findings: [...findings, ...others] };
}

/** The definition that a planned checkpoint comes of, to plan it once more. */
export function asDefinition({ checkpoint }: BackupPlan): CheckpointDefinition | undefined {
  if (!checkpoint) return undefined;
  const { name, description, bitmaps } = checkpoint;
  const disks = bitmaps.map(({ disk }) => ({ name: disk, checkpoint: 'bitmap' as const }));
  return { name, ...(description !== undefined && { description }), disks };
}
