import { QmpDisconnectedError, QmpTimeoutError, type QmpClient, type QmpListener } from '../../qmp';
import { addBitmaps } from '../checkpoints/runBitmaps';
import { RunError } from '../errors';
import { confirmPlan } from '../plan/planBackup';
import { BackupRun, type Followed } from './backupRun';
import type { BackupPlan } from '../plan/backupPlan';
import { nodeName } from '../names/runId';
import type { Reconnect } from './monitorLink';
import { startQuiesced, type QuiesceOptions } from './startQuiesced';
import { clearUp } from '../targets/settle';
import { TargetMaker } from '../targets/targetMaker';

/** A run that has just started, as it is followed. */
function followed(plan: BackupPlan, maker: TargetMaker): Followed {
  const { run, name, disks, locality, checkpoint, options } = plan;
  return {
    run,
    name,
    startedAt: Date.now(),
    disks: disks.map(({ disk, job, target, index }) => ({
      disk,
      job,
      target: target.path,
      // What is compressed arrives as fewer bytes than were copied.
      ...(target.format === 'qcow2' &&
        options.compress === 'off' && { growing: nodeName(run, index, 'protocol') }),
    })),
    remains: {
      run,
      ...(checkpoint && { checkpoint: checkpoint.name }),
      jobs: disks.map((disk) => disk.job),
      formats: maker.formats,
      protocols: maker.protocols,
      files: disks
        .map(({ target }) => ({ writtenTo: target.writtenTo, target: target.path }))
        .filter(({ writtenTo, target }) => writtenTo !== target && maker.files.includes(writtenTo)),
      locality,
      partial: options.partial,
    },
    options,
    owner: 'us',
  };
}

/** Takes back what was made for a backup that did not start. @returns what stays, in words */
async function takeBack(client: QmpClient, plan: BackupPlan, maker: TargetMaker): Promise<string[]> {
  try {
    const { remains } = followed(plan, maker);
    const { troubles } = await clearUp(client, 'cancelled', { ...remains, jobs: [], partial: 'remove' });
    return [...troubles.values()];
  } catch (error) {
    return [
      `Not all that was made for it could be removed: ${error instanceof Error ? error.message : String(error)}`,
    ];
  }
}

/**
 * Starts a planned backup: makes sure that the plan still holds, creates the targets through QMP, and starts the jobs
 * of all disks in one grouped transaction. Once it resolves, the backup runs in QEMU with or without this program.
 * @param options.signal gives up before the jobs have started; afterwards, `BackupRun.cancel` is the way
 * @param options.reconnect makes another session when one is lost; one of the engine's own unless given
 * @param options.onThawed is told of the guest's freeze, where its agent was named; also when the start fails
 * @throws {PlanError} where the plan holds no longer; nothing was written
 * @throws {RunError} when QEMU refused; everything made for the run has been taken back, or the message says what stays
 * @throws {QmpError} when QEMU went away, and with it the knowledge of what happened
 */
export async function startBackup(
  client: QmpClient,
  plan: BackupPlan,
  options: QuiesceOptions & { reconnect?: Reconnect } = {},
): Promise<BackupRun> {
  const { signal, reconnect } = options;
  await confirmPlan(client, plan, { signal });
  const maker = new TargetMaker(client, plan.run);
  let events: QmpListener | undefined;
  try {
    await maker.makeAll(plan.disks, signal);
    signal?.throwIfAborted();
    // Listening begins first: a small disk is done before the reply has arrived.
    events = client.listen();
    if (plan.checkpoint) await addBitmaps(client, plan.checkpoint);
    await startQuiesced(client, plan, options);
  } catch (error) {
    events?.close();
    // Whether the jobs have started is unknown: what they may be writing to is not ours to take away.
    if (error instanceof QmpDisconnectedError || error instanceof QmpTimeoutError) throw error;
    const stays = await takeBack(client, plan, maker);
    if (stays.length === 0) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new RunError([message, ...stays].join(' '), { cause: error });
  }
  return new BackupRun(client, { ...followed(plan, maker), ...(reconnect && { reconnect }) }, events);
}
