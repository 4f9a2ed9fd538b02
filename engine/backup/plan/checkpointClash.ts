import { findCheckpoints } from '../checkpoints/listCheckpoints';
import type { PlanFinding } from '../errors';
import type { Machine } from '../machine/machine';
import type { TrackedNode } from '../machine/tracking';
import { parseBitmapName } from '../names/bitmapName';
import type { RunId } from '../names/runId';
import { mention, told } from '../names/told';

/** What is said of a checkpoint's name that another backup is about to use. */
export function nameTaken(name: string, run: RunId): PlanFinding {
  const maker = mention(run, 'Backup ');
  const what = told`${maker}, which is under way, makes a checkpoint "${name}" as well; choose another name.`;
  return { severity: 'error', code: 'checkpoint-exists', ...what };
}

/** The other runs that are making a checkpoint of a name, as their pending bitmaps tell; the one planned first leads. */
export function makersOf(name: string, run: RunId, nodes: readonly TrackedNode[]): RunId[] {
  const facts = nodes.flatMap(({ bitmaps }) => bitmaps).map((bitmap) => parseBitmapName(bitmap.name));
  return facts
    .flatMap((one) =>
      one?.stage === 'pending' && one.checkpoint === name && one.run !== run ? [one.run] : [],
    )
    .toSorted();
}

/**
 * What stands against a checkpoint's name: one that there is, or one that another run on the machine is making. An increment
 * could start from neither of two that have one name.
 * @param run the run that is to make it
 */
export function findNameClash(
  name: string,
  run: RunId,
  nodes: readonly TrackedNode[],
  machine: Pick<Machine, 'drives'>,
): PlanFinding | undefined {
  const existing = findCheckpoints(nodes, machine).find((checkpoint) => checkpoint.name === name);
  if (existing) {
    const where = existing.disks.map(({ disk }) => disk).join(', ');
    const whose = existing.madeBy === 'domainbackup' ? '' : ', made by another program';
    const message =
      `There is a checkpoint "${name}" already, on ${where}${whose}; ` +
      'choose another name, or delete that one.';
    return { severity: 'error', code: 'checkpoint-exists', message };
  }
  const [maker] = makersOf(name, run, nodes);
  return maker === undefined ? undefined : nameTaken(name, maker);
}
