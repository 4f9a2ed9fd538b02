import { QmpCommandError, type QmpClient, type QmpListener } from '../qmp';
import { RunError } from './errors';
import { BackupRun, type Followed } from './run';
import type { BackupPlan, PlannedDisk } from './backupPlan';
import { nodeName } from './runId';
import { settle } from './settle';
import { TargetMaker } from './targets';

/** Starts the jobs of all disks at one point in time; either all start or none. */
async function startJobs(client: QmpClient, { run, disks }: BackupPlan): Promise<void> {
  const action = ({ index, job, node }: PlannedDisk) => ({
    type: 'blockdev-backup' as const,
    data: {
      'job-id': job,
      device: node,
      target: nodeName(run, index, 'format'),
      sync: 'full' as const,
      'filter-node-name': nodeName(run, index, 'filter'),
      'on-source-error': 'report' as const,
      'on-target-error': 'report' as const,
      // The group is finalised by QEMU itself, so that it needs no client; but concluded jobs stay, with their
      // outcome, until a client has read it.
      'auto-finalize': true,
      'auto-dismiss': false,
    },
  });
  try {
    const properties = { 'completion-mode': 'grouped' as const };
    await client.execute('transaction', { actions: disks.map(action), properties });
  } catch (error) {
    if (!(error instanceof QmpCommandError)) throw error;
    throw new RunError(`QEMU refused to start the backup: ${error.desc}.`, { cause: error });
  }
}

/** A run that has just started, as it is followed. */
function followed({ run, name, disks, locality }: BackupPlan, { nodes, files }: TargetMaker): Followed {
  const written = disks.map(({ target }) => ({ writtenTo: target.writtenTo, target: target.path }));
  return {
    run,
    name,
    startedAt: Date.now(),
    disks: disks.map(({ disk, job, target }) => ({ disk, job, target: target.path })),
    remains: {
      jobs: disks.map((disk) => disk.job),
      nodes,
      files: written.filter(({ writtenTo }) => files.includes(writtenTo)),
      locality,
    },
    owner: 'us',
  };
}

/**
 * Starts a planned backup: creates the targets through QMP, then starts the jobs of all disks in one grouped
 * transaction. Once it resolves, the backup runs in QEMU with or without this program.
 * @param options.signal gives up before the jobs have started; afterwards, `BackupRun.cancel` is the way
 * @throws {RunError} when QEMU refused; everything made for the run has been taken back
 * @throws {QmpError} when QEMU went away, and with it the knowledge of what happened
 */
export async function startBackup(
  client: QmpClient,
  plan: BackupPlan,
  options: { signal?: AbortSignal } = {},
): Promise<BackupRun> {
  const { signal } = options;
  const maker = new TargetMaker(client, plan.run);
  let events: QmpListener | undefined;
  try {
    for (const disk of plan.disks) await maker.make(disk, signal);
    signal?.throwIfAborted();
    // Listening begins first: a small disk is done before the reply has arrived.
    events = client.listen();
    await startJobs(client, plan);
    return new BackupRun(client, followed(plan, maker), events);
  } catch (error) {
    events?.close();
    if (error instanceof RunError || signal?.aborted) {
      const { remains } = followed(plan, maker);
      await settle(client, { outcome: 'cancelled', disks: [] }, { ...remains, jobs: [] });
    }
    throw error;
  }
}
