import { QmpCommandError, type BitmapRef, type QmpClient, type TransactionAction } from '../../qmp';
import { RunError } from '../errors';
import type { QueryNodesOptions } from '../machine/queryNodes';
import { readTracking, type NamedBitmap, type TrackedNode } from '../machine/tracking';
import type { CheckpointResult } from '../model';
import { keptName, parseBitmapName, pendingName, type BitmapStage } from '../names/bitmapName';
import type { RunId } from '../names/runId';
import type { PlannedCheckpoint } from '../plan/backupPlan';
import { removeBitmaps } from './deleteCheckpoint';

/** A bitmap of a run as QEMU tells of it. */
interface RunBitmap extends BitmapRef {
  checkpoint: string;
  granularity: number;
}

function ofRun(nodes: readonly TrackedNode[], run: RunId, stage: BitmapStage): RunBitmap[] {
  const toRun = ({ node }: TrackedNode, { name, granularity }: NamedBitmap): RunBitmap[] => {
    const facts = parseBitmapName(name);
    return facts?.run === run && facts.stage === stage
      ? [{ node, name, granularity, checkpoint: facts.checkpoint }]
      : [];
  };
  return nodes.flatMap((node) => node.bitmaps.flatMap((bitmap) => toRun(node, bitmap)));
}

/**
 * Makes the bitmaps of a run's checkpoint, all or none, right before its jobs start. They begin to note writes a little
 * earlier than the backup's point in time, so that the next increment copies rather too much than too little.
 *
 * They cannot be in the transaction that starts the jobs: QEMU takes no bitmap actions in a grouped one. Nor are they
 * stored in the images yet: if QEMU ends before the run has completed, they are gone.
 * @throws {RunError} with QEMU's words; none was made
 */
export async function addBitmaps(client: QmpClient, { name, bitmaps }: PlannedCheckpoint): Promise<void> {
  const actions = bitmaps.map((bitmap) => ({
    type: 'block-dirty-bitmap-add' as const,
    data: { node: bitmap.node, name: pendingName(bitmap.name), persistent: false },
  }));
  try {
    await client.execute('transaction', { actions });
  } catch (error) {
    if (!(error instanceof QmpCommandError)) throw error;
    throw new RunError(`QEMU refused to make the checkpoint "${name}": ${error.desc}.`, { cause: error });
  }
}

/**
 * Turns a pending bitmap into one that is stored in the image. The stored one notes writes from its first moment on and
 * is given all that the pending one has, so that no write is in neither.
 */
function keeping({ node, name, granularity }: RunBitmap): TransactionAction[] {
  const kept = keptName(name);
  return [
    { type: 'block-dirty-bitmap-add', data: { node, name: kept, granularity, persistent: true } },
    { type: 'block-dirty-bitmap-merge', data: { node, target: kept, bitmaps: [name] } },
    { type: 'block-dirty-bitmap-remove', data: { node, name } },
  ];
}

/**
 * Gives up pending bitmaps. As long as they are there, no other run can make a checkpoint of that name.
 * @returns QEMU's words where it refused, in a clause
 */
async function drop(client: QmpClient, pending: readonly BitmapRef[]): Promise<{ error?: string }> {
  try {
    // Somebody else may do the same at this moment; then there is nothing left to remove.
    await removeBitmaps(client, pending).catch(() => removeBitmaps(client, pending));
    return {};
  } catch (error) {
    if (!(error instanceof QmpCommandError)) throw error;
    return { error: `QEMU refused to remove its bitmaps: ${error.desc}` };
  }
}

/**
 * Decides about the checkpoint of a run whose jobs have ended: it is kept on all disks, if the run completed, or on
 * none. Both are done in one transaction, may be done again, and by two clients at once.
 * @returns what became of it; `undefined` where QEMU knows no checkpoint of the run
 * @throws {RunError} where it could not be looked at, since an image is being created; nothing was decided then
 * @throws {QmpError} when QEMU went away
 */
export async function settleBitmaps(
  client: QmpClient,
  run: RunId,
  decision: 'keep' | 'drop',
  options: QueryNodesOptions,
): Promise<CheckpointResult | undefined> {
  const nodes = await readTracking(client, options);
  const pending = ofRun(nodes, run, 'pending');
  const name = pending[0]?.checkpoint;
  if (name === undefined) return madeBefore(nodes, run);
  if (decision === 'drop') {
    return { name, state: 'not made', ...(await drop(client, pending)) };
  }
  try {
    await client.execute('transaction', { actions: pending.flatMap(keeping) });
    return { name, state: 'made' };
  } catch (error) {
    if (!(error instanceof QmpCommandError)) throw error;
    const made = madeBefore(await readTracking(client, options), run);
    if (made) return made;
    await drop(client, pending);
    return { name, state: 'not made', error: `QEMU refused to keep it: ${error.desc}` };
  }
}

/** The checkpoint of a run that another client has settled. */
function madeBefore(nodes: readonly TrackedNode[], run: RunId): CheckpointResult | undefined {
  const [kept] = ofRun(nodes, run, 'kept');
  return kept && { name: kept.checkpoint, state: 'made' };
}
