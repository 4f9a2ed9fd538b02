import type { CheckpointDefinition, CheckpointDiskDefinition } from '../../document';
import type { PlanFinding } from '../errors';
import type { Machine } from '../machine/machine';
import { resolveDisk } from '../machine/resolveDisk';
import type { TrackedNode } from '../machine/tracking';
import { bitmapName, LONGEST_BITMAP_NAME, pendingName } from '../names/bitmapName';
import { isCheckpointName } from '../names/checkpointName';
import { runTime, type RunId } from '../names/runId';
import type { PlannedBitmap, PlannedCheckpoint, PlannedDisk } from './backupPlan';
import { findNameClash } from './checkpointClash';
import { untrackable } from './trackable';

/**
 * What becomes of a disk that can have no bitmap, where the checkpoint is of all disks.
 * - `refuse`: it stands against the backup
 * - `leave out`: it is backed up and is not in the checkpoint, unless no disk could be, and a warning says so
 */
export type UntrackedDisks = 'refuse' | 'leave out';

/** A checkpoint that is to be made together with a backup. */
interface CheckpointRequest {
  wanted: CheckpointDefinition;
  untracked: UntrackedDisks;
  run: RunId;
  machine: Machine;
  nodes: readonly TrackedNode[];
  /** The disks of the backup, with their labels on the machine. */
  disks: readonly { planned: PlannedDisk; label: string }[];
}

const error = (code: string, message: string, disk?: string): PlanFinding => ({
  severity: 'error',
  code,
  message,
  ...(disk !== undefined && { disk }),
});

function checkName(name: string, { nodes, machine, run }: CheckpointRequest): PlanFinding[] {
  if (!isCheckpointName(name)) {
    const message = `"${name}" is no name of a checkpoint; use letters, digits, "_", "-" and ".".`;
    return [error('checkpoint-name', message)];
  }
  const clash = findNameClash(name, run, nodes, machine);
  return clash ? [clash] : [];
}

/** The disks that the checkpoint's own list names, and what stands against the others. */
function listed(
  { machine, disks }: CheckpointRequest,
  list: readonly CheckpointDiskDefinition[],
  name: string,
): { chosen: CheckpointRequest['disks']; findings: PlanFinding[] } {
  const chosen: CheckpointRequest['disks'][number][] = [];
  const findings: PlanFinding[] = [];
  for (const { name: disk, checkpoint, bitmap } of list) {
    const drive = resolveDisk(machine, disk);
    if ('code' in drive) {
      findings.push(drive);
      continue;
    }
    if (checkpoint === 'no') continue;
    const entry = disks.find(({ planned }) => planned.node === drive.node);
    if (entry) chosen.push(entry);
    else {
      const message =
        `Disk "${disk}" of the checkpoint is not in the backup, ` +
        'which an increment needs to start from; leave it out of the checkpoint.';
      findings.push(error('checkpoint-without-backup', message, disk));
    }
    if (bitmap !== undefined && bitmap !== name) {
      const message =
        `Disk "${disk}": the bitmap cannot be called "${bitmap}", ` +
        'because its name has to say which backup it belongs to; remove the attribute "bitmap".';
      findings.push(error('bitmap-name', message, disk));
    }
  }
  return { chosen, findings };
}

/** What is said of a disk that can have no bitmap. */
function withoutBitmap(disk: string, reason: string, untracked: UntrackedDisks): PlanFinding {
  const message =
    untracked === 'refuse'
      ? `Disk "${disk}" cannot be in the checkpoint: ${reason}, ` +
        'or leave it out with a checkpoint document (checkpoint="no").'
      : `Disk "${disk}" is not in the checkpoint, and always copied in full: ${reason}.`;
  return { severity: untracked === 'refuse' ? 'error' : 'warning', code: 'cannot-track', message, disk };
}

function planBitmap(
  { run, machine }: CheckpointRequest,
  { planned, label }: CheckpointRequest['disks'][number],
  checkpoint: string,
): PlannedBitmap | PlanFinding {
  const { disk, node, size } = planned;
  const { uuid } = machine;
  const facts = { run, disk: label, size, checkpoint, ...(uuid !== undefined && { machine: uuid }) };
  const name = bitmapName(facts, 'kept');
  if (Buffer.byteLength(pendingName(name)) > LONGEST_BITMAP_NAME) {
    return error('checkpoint-name', `The name of the checkpoint is too long; use a shorter one.`, disk);
  }
  return { disk, node, name };
}

/**
 * Works out the checkpoint that is made with a backup, or what stands against it. Without a name of its own it has the
 * run's time in seconds since the epoch (libvirt's default).
 */
export function planCheckpoint(request: CheckpointRequest): {
  checkpoint: PlannedCheckpoint;
  findings: PlanFinding[];
} {
  const { wanted, run, disks, nodes } = request;
  const name = wanted.name ?? String(runTime(run) / 1000);
  const { chosen, findings } =
    wanted.disks === 'all' ? { chosen: disks, findings: [] } : listed(request, wanted.disks, name);
  findings.push(...checkName(name, request));
  const entries = chosen.map((entry) => {
    const own = nodes.find(({ node }) => node === entry.planned.node);
    return { entry, reason: own && untrackable(own) };
  });
  const isForSome = wanted.disks === 'all' && entries.some(({ reason }) => reason === undefined);
  const untracked = isForSome ? request.untracked : 'refuse';
  const bitmaps: PlannedBitmap[] = [];
  for (const { entry, reason } of entries) {
    const planned =
      reason === undefined
        ? planBitmap(request, entry, name)
        : withoutBitmap(entry.planned.disk, reason, untracked);
    if ('code' in planned) findings.push(planned);
    else bitmaps.push(planned);
  }
  const { description } = wanted;
  return { checkpoint: { name, ...(description !== undefined && { description }), bitmaps }, findings };
}
