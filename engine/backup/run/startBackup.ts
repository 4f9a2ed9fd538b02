import { errorText } from '../../errorText';
import { QmpDisconnectedError, QmpTimeoutError, type QmpClient, type QmpListener } from '../../qmp';
import { isHeld } from '../machine/heldGuest';
import { addBitmaps } from '../checkpoints/runBitmaps';
import { RunError } from '../errors';
import { BackupRun } from './backupRun';
import type { Followed } from './followed';
import type { BackupPlan } from '../plan/backupPlan';
import { nodeName } from '../names/runId';
import { runName } from '../names/runName';
import type { Reconnect } from './monitorLink';
import { claim, type ClaimOptions } from './claim';
import { claimName } from './claimName';
import { startQuiesced, type QuiesceOptions } from './startQuiesced';
import { recordAbandonment, recordBeginning, recordStart } from '../records/keepRecord';
import { keepOutcome } from './keepOutcome';
import {
  namedFiles,
  partialFiles,
  staysText,
  withRemains,
  writtenOf,
  type PartialFile,
} from '../targets/remains';
import { clearUp } from '../targets/settle';
import { TargetMaker } from '../targets/targetMaker';

/** A run that has just started, as it is followed. */
function followed(plan: BackupPlan, maker: TargetMaker): Omit<Followed, 'records' | 'notices'> {
  const { run, definition, disks, locality, checkpoint, options } = plan;
  const startedAt = Date.now();
  return {
    run,
    name: runName(definition, startedAt),
    startedAt,
    disks: disks.map(({ disk, job, target, index, data }) => ({
      disk,
      job,
      target: target.path,
      ...(data !== undefined && { data }),
      // What is compressed arrives as fewer bytes than were copied.
      ...(target.format === 'qcow2' &&
        options.compress === 'off' && { growing: nodeName(run, index, 'protocol') }),
    })),
    remains: {
      run,
      ...(checkpoint && { checkpoint: checkpoint.name }),
      bitmaps: checkpoint ? 'maybe' : 'none',
      jobs: disks.map((disk) => disk.job),
      formats: maker.formats,
      protocols: maker.protocols,
      written: writtenOf(disks),
      files: partialFiles(disks).filter(({ writtenTo }) => maker.files.includes(writtenTo)),
      named: namedFiles(disks).filter(({ writtenTo }) => maker.files.includes(writtenTo)),
      locality,
      partial: options.partial,
    },
    options,
    owner: 'us',
  };
}

/**
 * Takes back what was made for a backup that did not start, and records that it never did.
 * @returns the error that tells of it all: why it did not start, and what stays
 */
async function takeBack(
  client: QmpClient,
  plan: BackupPlan,
  maker: TargetMaker,
  error: unknown,
  { records, signal }: StartOptions,
): Promise<unknown> {
  const { remains } = followed(plan, maker);
  const isCancelled = signal?.aborted === true && error === signal.reason;
  let told = error;
  let stays: readonly PartialFile[];
  try {
    const cleared = await clearUp(client, 'cancelled', { ...remains, jobs: [], partial: 'remove' });
    stays = cleared.stays;
    const words = [...cleared.troubles.values(), ...stays.map(staysText)];
    const before = isCancelled ? 'Cancelled before the backup started.' : errorText(error);
    if (words.length > 0) told = new RunError([before, ...words].join(' '), { cause: error });
  } catch (trouble) {
    // Whoever comes next takes it back.
    await recordAbandonment(records, plan.run);
    const words = `${errorText(error)} Not all that was made for it could be removed: ${errorText(trouble)}`;
    return new RunError(words, { cause: error });
  }
  const outcome = isCancelled ? 'cancelled' : 'failed';
  const disks = plan.disks.map(({ disk, target }) =>
    withRemains({ disk, target: target.path, outcome }, stays),
  );
  const reason = outcome === 'failed' ? { error: errorText(told) } : {};
  await keepOutcome(records, plan.run, { outcome, disks, ...reason });
  return told;
}

export interface StartOptions extends QuiesceOptions, ClaimOptions {
  /** The document that the plan was made from, as it was written; it is kept with the run. */
  document: string;
  /** Makes another session when one is lost; one of the engine's own unless given. */
  reconnect?: Reconnect;
}

/**
 * Starts a backup that was planned, or planned anew ({@link renewPlan}), just now: records the run, makes sure that no
 * other one has its disks, targets or checkpoint's name, creates the targets through QMP, and starts the jobs of all
 * disks in one grouped transaction. Once it resolves, the backup runs in QEMU with or without this program.
 * @throws {PlanError} where the run cannot be recorded, or another one has something of it; nothing is left of it
 * @throws {RunError} when QEMU refused; everything made for the run has been taken back, or the message says what stays
 * @throws {QmpError} when QEMU went away, and with it the knowledge of what happened
 */
export async function startBackup(
  client: QmpClient,
  plan: BackupPlan,
  options: StartOptions,
): Promise<BackupRun> {
  const { records, document, signal, reconnect } = options;
  await recordBeginning(records, client, plan, document);
  const maker = new TargetMaker(client, plan.run);
  let events: QmpListener | undefined;
  let unseen: string[];
  let guestBefore: Followed['guestBefore'] = 'free';
  try {
    unseen = await claim(client, plan, options);
    await maker.makeAll(plan.disks, signal);
    signal?.throwIfAborted();
    // Listening begins first: a small disk is done before the reply has arrived.
    events = client.listen();
    if (plan.checkpoint) {
      await addBitmaps(client, plan.checkpoint);
      await claimName(client, plan, signal);
    }
    if (await isHeld(client, { signal })) guestBefore = 'held';
    await startQuiesced(client, plan, options);
  } catch (error) {
    events?.close();
    // Whether the jobs have started is unknown: what they may be writing to is not ours to take away.
    if (error instanceof QmpDisconnectedError || error instanceof QmpTimeoutError) {
      await recordAbandonment(records, plan.run);
      throw error;
    }
    throw await takeBack(client, plan, maker, error, options);
  }
  const run = followed(plan, maker);
  const trouble = await recordStart(records, plan.run, run.startedAt);
  const notices = [...unseen, ...(trouble === undefined ? [] : [trouble])];
  return new BackupRun(
    client,
    { ...run, records, notices, guestBefore, ...(reconnect && { reconnect }) },
    events,
  );
}
