import type { ExecuteOptions, QmpClient } from '../../qmp';
import { readTrackedMachine, type Machine } from '../machine/machine';
import type { NamedBitmap, TrackedNode } from '../machine/tracking';
import { parseBitmapName } from '../names/bitmapName';
import { parseIncrementMark } from '../names/incrementMark';
import { runTime } from '../names/runId';
import { parseUnfinishedMark } from '../names/unfinishedMark';
import { otherRecords } from '../records/recordPlaces';
import type { RunRecords } from '../records/runRecords';
import type { BitmapState, Checkpoint, CheckpointDisk } from './checkpoint';

/**
 * Whether a disk has another image on top by now than the one that a bitmap of it is in. The filter that a job puts on a
 * disk is no image.
 */
function isBelowSnapshot(
  disk: string | undefined,
  node: string,
  { drives }: Pick<Machine, 'drives'>,
): boolean {
  const drive = drives.find(({ label }) => label === disk);
  return drive?.format === 'qcow2' && drive.node !== node;
}

/** What a bitmap is good for. */
function bitmapState({ inconsistent, recording }: NamedBitmap, layer: 'top' | 'below'): BitmapState {
  if (inconsistent) return 'inconsistent';
  if (!recording) return 'stopped';
  return layer === 'top' ? 'consistent' : 'below-snapshot';
}

/** The worst of several. */
function stateOf(disks: readonly CheckpointDisk[]): BitmapState {
  const states = disks.map(({ state }) => state);
  return (
    (['inconsistent', 'stopped', 'below-snapshot'] as const).find((state) => states.includes(state)) ??
    'consistent'
  );
}

/** A checkpoint as far as one of its bitmaps tells, and what holds the bitmaps of one together. */
function asCheckpoint(bitmap: NamedBitmap, { node, access }: TrackedNode, machine: Pick<Machine, 'drives'>) {
  const facts = parseBitmapName(bitmap.name);
  const label = machine.drives.find((drive) => drive.node === node)?.label;
  const disk: CheckpointDisk = {
    disk: label ?? facts?.disk ?? node,
    node,
    bitmap: bitmap.name,
    dirty: bitmap.inconsistent ? 0 : bitmap.count,
    state: bitmapState(bitmap, isBelowSnapshot(facts?.disk, node, machine) ? 'below' : 'top'),
    inUse: bitmap.busy ? 'yes' : 'no',
    access,
  };
  const checkpoint: Omit<Checkpoint, 'state'> = facts
    ? {
        name: facts.checkpoint,
        madeBy: 'domainbackup',
        run: facts.run,
        madeAt: runTime(facts.run),
        disks: [disk],
      }
    : { name: bitmap.name, madeBy: 'another program', disks: [disk] };
  return { key: JSON.stringify([facts?.run, checkpoint.name]), checkpoint };
}

/**
 * Whether a bitmap stands for a checkpoint. One that is in memory only, as that of a backup under way, does not; nor does
 * a mark in a target that is being written.
 */
function isCheckpoint({ name, persistent }: NamedBitmap): boolean {
  const isMark = parseIncrementMark(name) !== undefined || parseUnfinishedMark(name) !== undefined;
  return persistent && !isMark;
}

/**
 * The checkpoints that bitmaps in the images of a machine tell of: ours first, the oldest of them first, then those of
 * other programs.
 */
export function findCheckpoints(
  nodes: readonly TrackedNode[],
  machine: Pick<Machine, 'drives'>,
): Checkpoint[] {
  const found = new Map<string, Omit<Checkpoint, 'state'>>();
  for (const node of nodes) {
    for (const bitmap of node.bitmaps.filter(isCheckpoint)) {
      const { key, checkpoint } = asCheckpoint(bitmap, node, machine);
      const known = found.get(key);
      if (known) known.disks.push(...checkpoint.disks);
      else found.set(key, checkpoint);
    }
  }
  return [...found.values()]
    .map(({ disks, ...checkpoint }) => ({
      ...checkpoint,
      state: stateOf(disks),
      disks: disks.toSorted((a, b) => a.disk.localeCompare(b.disk)),
    }))
    .toSorted(
      (a, b) =>
        (a.run === undefined ? 1 : 0) - (b.run === undefined ? 1 : 0) ||
        (a.run ?? a.name).localeCompare(b.run ?? b.name),
    );
}

/**
 * The checkpoints on a running machine's disks, with what was written since each: ours first, the oldest of them first,
 * then those of other programs, such as libvirt. Looks only.
 * @param options with the records that tell when they were made
 * @throws {QmpError} when QEMU does not answer
 */
export async function listCheckpoints(
  client: QmpClient,
  { records, ...options }: ExecuteOptions & { records?: RunRecords } = {},
): Promise<Checkpoint[]> {
  const { machine, nodes } = await readTrackedMachine(client, options);
  const found = findCheckpoints(nodes, machine);
  if (!records || found.length === 0) return found;
  // What cannot be read is named where it matters.
  const all = [records, ...(await otherRecords(records).catch(() => []))];
  return Promise.all(
    found.map(async (checkpoint) => ({ ...checkpoint, ...(await whenMade(checkpoint, all)) })),
  );
}

/** The id in a bitmap's name is as old as the start; the jobs may have waited for a frozen guest, or for another start. */
async function whenMade(
  { run }: Checkpoint,
  all: readonly RunRecords[],
): Promise<Pick<Checkpoint, 'madeAt'>> {
  if (run === undefined) return {};
  const known = await Promise.all(all.map((records) => records.read(run).catch(() => undefined)));
  const madeAt = known.find((record) => record?.startedAt !== undefined)?.startedAt;
  return madeAt === undefined ? {} : { madeAt };
}
