import { QmpCommandError, type BitmapRef, type ExecuteOptions, type QmpClient } from '../../qmp';
import { CheckpointError } from '../errors';
import { readTracking } from '../machine/tracking';
import type { Checkpoint } from './checkpoint';
import { listCheckpoints } from './listCheckpoints';

export interface DeleteOptions extends ExecuteOptions {
  /**
   * `delete` is for a person who knows whose bitmap that is: its program goes on to count on it. Without it, a
   * checkpoint of another program is refused.
   */
  foreign?: 'refuse' | 'delete';
}

/**
 * Why a checkpoint cannot be deleted, with what to do, as far as can be told before it is tried.
 * @returns `undefined` where nothing is in the way
 */
export function whyNotDeleted(
  { name, madeBy, disks }: Checkpoint,
  foreign: DeleteOptions['foreign'] = 'refuse',
): string | undefined {
  if (madeBy !== 'domainbackup' && foreign === 'refuse')
    return `"${name}" was made by another program, such as libvirt, which goes on to count on it; delete it there.`;
  const used = disks.filter(({ inUse }) => inUse === 'yes').map(({ disk }) => disk);
  if (used.length > 0)
    return `A job uses checkpoint "${name}" on ${used.join(', ')} right now; wait for its end, or cancel it.`;
  const fixed = disks.filter(({ access }) => access === 'read-only');
  if (fixed.length === 0) return undefined;
  const on = fixed.map(({ disk }) => disk).join(', ');
  const why = `QEMU has the image on ${on} that it is in open for reading only`;
  return fixed.some(({ state }) => state === 'below-snapshot')
    ? `Checkpoint "${name}" cannot be deleted: ${why}, since a snapshot was taken on top. Commit the snapshot first ` +
        '(with libvirt: virsh blockcommit DOMAIN DISK --active --pivot), then delete the checkpoint.'
    : `Checkpoint "${name}" cannot be deleted: ${why}.`;
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');

/**
 * The checkpoint that a name, or the id of the run that made it, stands for.
 * @throws {CheckpointError} where there is none or several, with those that there are
 */
export function chooseCheckpoint<One extends Checkpoint>(checkpoints: readonly One[], wanted: string): One {
  const named = checkpoints.filter(({ name, run }) => name === wanted || run === wanted);
  // A bitmap of another program counts only where none of ours has the name.
  const ours = named.filter(({ madeBy }) => madeBy === 'domainbackup');
  const [only, ...others] = ours.length > 0 ? ours : named;
  if (!only) {
    const there = checkpoints.map(({ name }) => name);
    const those = there.length > 0 ? `there are: ${quoted(there)}` : 'there is none on its disks';
    throw new CheckpointError(`The machine has no checkpoint "${wanted}"; ${those}.`);
  }
  if (others.length > 0) {
    const runs = [only, ...others].flatMap(({ run }) => run ?? []);
    throw new CheckpointError(
      `Several checkpoints are called "${wanted}"; give the run instead: ${quoted(runs)}.`,
    );
  }
  return only;
}

/**
 * Removes bitmaps, all or none. Each is looked for right before: QEMU must not be asked in a transaction about a bitmap
 * that is not there.
 * @returns those that were there
 */
export async function removeBitmaps(
  client: QmpClient,
  bitmaps: readonly BitmapRef[],
  options: ExecuteOptions = {},
): Promise<BitmapRef[]> {
  const nodes = await readTracking(client, options);
  const present = bitmaps.filter(({ node, name }) =>
    nodes.some((one) => one.node === node && one.bitmaps.some((bitmap) => bitmap.name === name)),
  );
  if (present.length === 0) return [];
  // QEMU refuses whatever else the caller knows of a bitmap.
  const actions = present.map(({ node, name }) => ({
    type: 'block-dirty-bitmap-remove' as const,
    data: { node, name },
  }));
  await client.execute('transaction', { actions }, options);
  return present;
}

/**
 * Deletes a checkpoint: removes its bitmap from every disk in one transaction, so that all go or none. The backups made
 * so far stay as they are; what is lost is the record of what was written since, and with it every increment that would
 * have started from it.
 * @param wanted its name, or the id of the run that made it
 * @returns what was deleted, as it was
 * @throws {CheckpointError} where there is none or several, a job uses it, another program made it, or one of its bitmaps
 *   is in an image that is read only; nothing was deleted then
 * @throws {QmpError} when QEMU went away, and with it the knowledge of what happened
 */
export async function deleteCheckpoint(
  client: QmpClient,
  wanted: string,
  { foreign = 'refuse', ...options }: DeleteOptions = {},
): Promise<Checkpoint> {
  const checkpoint = chooseCheckpoint(await listCheckpoints(client, options), wanted);
  const { name, disks } = checkpoint;
  const why = whyNotDeleted(checkpoint, foreign);
  if (why !== undefined) throw new CheckpointError(why);
  try {
    await removeBitmaps(
      client,
      disks.map(({ node, bitmap }) => ({ node, name: bitmap })),
      options,
    );
  } catch (error) {
    if (!(error instanceof QmpCommandError)) throw error;
    throw new CheckpointError(`QEMU refused to delete checkpoint "${name}": ${error.desc}.`, {
      cause: error,
    });
  }
  return checkpoint;
}
