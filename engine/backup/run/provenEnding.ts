import type { QmpClient } from '../../qmp';
import { isUnfinished } from '../catalogue/plainImage';
import { settleBitmaps } from '../checkpoints/runBitmaps';
import { look } from '../host/files';
import { processOfQemu } from '../machine/processOfQemu';
import type { Ending } from '../records/keepRecord';
import { livenessOf } from '../records/processIdentity';
import type { RecordedDisk, RunRecord } from '../records/runRecord';

/** By how much the time of a file's birth may be behind that of this program, in milliseconds: the kernel's tick. */
const TICK = 10;

/**
 * Whether a target shows that its run has completed: only then a partial file is given its name, and a mark removed for
 * good. It has to be the very file that QEMU made for the run, and not one that somebody has put in its place since.
 */
async function isProof({ target }: RecordedDisk, { preparedAt, startedAt = 0 }: RunRecord): Promise<boolean> {
  if (target.type !== 'file') return false;
  const file = await look(target.path, 'itself');
  // Where the file system does not tell it, the time is 0.
  const isOurs = file && file.birthtimeMs >= preparedAt - TICK && file.birthtimeMs <= startedAt;
  if (!file?.isFile() || !isOurs) return false;
  if (target.writtenTo !== target.path) return (await look(target.writtenTo, 'itself')) === undefined;
  return target.format === 'qcow2' && !(await isUnfinished(target.path));
}

/** Whether the QEMU that a session talks to is the very process that a run was started in. */
async function isSameQemu(client: QmpClient, { qemu, locality }: RunRecord): Promise<boolean> {
  if (!qemu || (await processOfQemu(client, locality))?.pid !== qemu.pid) return false;
  return (await livenessOf(qemu)) === 'alive';
}

/**
 * How a run has ended whose jobs had started, and which its QEMU knows no more, since another user has settled it: it
 * has completed, where every one of its targets proves that.
 * @returns `undefined` where that is not proven; what cannot be looked at proves nothing
 * @throws {QmpError} when QEMU does not answer
 */
export async function provenEnding(client: QmpClient, record: RunRecord): Promise<Ending | undefined> {
  const { state, disks, run, checkpoint } = record;
  if (state !== 'started' || !(await isSameQemu(client, record))) return undefined;
  for (const disk of disks) if (!(await isProof(disk, record).catch(() => false))) return undefined;
  // Whoever had settled it has decided about the checkpoint, too.
  const made = checkpoint && (await settleBitmaps(client, run, 'drop', { patience: 'unlimited' }));
  return {
    outcome: 'completed',
    disks: disks.map(({ disk, target }) => ({ disk, target: target.path, outcome: 'completed' })),
    ...(checkpoint && {
      checkpoint: made ?? {
        name: checkpoint.name,
        state: 'not made',
        error: 'somebody has removed its bitmaps',
      },
    }),
  };
}
