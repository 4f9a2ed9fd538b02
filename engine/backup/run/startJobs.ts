import { QmpCommandError, type BlockdevBackup, type ExecuteOptions, type QmpClient } from '../../qmp';
import { RunError } from '../errors';
import { readAbilities } from '../machine/abilities';
import { nodeName, type RunId } from '../names/runId';
import type { RunOptions } from '../options';
import type { BackupPlan, Copy, PlannedDisk } from '../plan/backupPlan';

/**
 * The most that is copied in one piece, in bytes: what QEMU takes where it copies itself. The kernel would be given 16
 * MiB at once, 64 times in parallel, which makes a speed limit come in bursts and a cancel wait.
 */
const MAX_CHUNK = 1024 * 1024;

/**
 * The one thing of QEMU's `x-perf` that is worth setting: copy offloading lets the kernel copy within a file system,
 * which `npm run bench:backup` holds against QEMU's default; more workers, larger chunks and larger clusters gain
 * nothing, or cost space. Where it does not work, QEMU goes on as without it.
 */
async function tuning(
  client: QmpClient,
  { copyOffload, compress }: RunOptions,
  options: ExecuteOptions,
): Promise<Pick<BlockdevBackup, 'x-perf'>> {
  // What is compressed has to pass through QEMU.
  if (copyOffload === 'off' || compress === 'on') return {};
  const abilities = await readAbilities(client, options);
  const isThere = abilities.has('blockdev-backup', 'x-perf', 'use-copy-range');
  return isThere ? { 'x-perf': { 'use-copy-range': true, 'max-chunk': MAX_CHUNK } } : {};
}

/** How long QEMU may take to start the jobs of a guest that is frozen meanwhile, in ms. */
const FROZEN_TIMEOUT = 20_000;

/** How a job is told what to copy. It leaves the checkpoint's bitmap as it is, whatever becomes of the run. */
function whatToCopy(copy: Copy): Pick<BlockdevBackup, 'sync' | 'bitmap' | 'bitmap-mode'> {
  return copy.kind === 'full'
    ? { sync: 'full' }
    : { sync: 'bitmap', bitmap: copy.bitmap, 'bitmap-mode': 'never' };
}

/**
 * A disk's job, as an action of the transaction. QEMU 10.1 and later could be told to let the guest write what cannot
 * be copied first (`on-cbw-error: break-snapshot`). It is not: QEMU 11.1 then completes the job as if nothing had
 * happened, with the guest's new bytes in place of the old ones. See {@link GuestGuard} for what is done instead.
 */
function backupAction(
  run: RunId,
  { index, job, node, target, copy }: PlannedDisk,
  { speed, compress, onError }: RunOptions,
): BlockdevBackup {
  return {
    'job-id': job,
    device: node,
    target: nodeName(run, index, 'format'),
    ...whatToCopy(copy),
    'filter-node-name': nodeName(run, index, 'filter'),
    'on-source-error': onError,
    'on-target-error': onError,
    ...(speed !== undefined && { speed }),
    // Only qcow2 can hold compressed data.
    ...(compress === 'on' && target.format === 'qcow2' && { compress: true }),
    // The group is finalised by QEMU itself, so that it needs no client; but concluded jobs stay, with their outcome,
    // until a client has read it.
    'auto-finalize': true,
    'auto-dismiss': false,
  };
}

/**
 * Starts the jobs of all disks at one point in time; either all start or none.
 * @throws {RunError} when QEMU refused; no job is left then
 * @throws {QmpError} when QEMU went away: whether the jobs have started is unknown
 */
export async function startJobs(
  client: QmpClient,
  { run, disks, options }: BackupPlan,
  signal?: AbortSignal,
): Promise<void> {
  const tuned = await tuning(client, options, { signal });
  const actions = disks.map((disk) => ({
    type: 'blockdev-backup' as const,
    data: { ...backupAction(run, disk, options), ...tuned },
  }));
  try {
    // A guest that is frozen must not wait for a QEMU that hangs.
    const patience = options.guestAgent === undefined ? {} : { timeout: FROZEN_TIMEOUT };
    await client.execute('transaction', { actions, properties: { 'completion-mode': 'grouped' } }, patience);
  } catch (error) {
    if (!(error instanceof QmpCommandError)) throw error;
    throw new RunError(`QEMU refused to start the backup: ${error.desc}.`, { cause: error });
  }
}
