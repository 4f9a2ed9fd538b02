import type { QmpClient } from '../../qmp';
import { PlanError } from '../errors';
import type { CheckpointResult, DiskResult, Loss, Outcome } from '../model';
import type { RunId } from '../names/runId';
import { runName } from '../names/runName';
import type { BackupPlan } from '../plan/backupPlan';
import { newRecord } from './newRecord';
import { reasonOf } from './reasonOf';
import type { RunRecords } from './runRecords';
import type { RunRecord } from './runRecord';

/** How a run ended, as its record keeps it. */
export interface Ending {
  outcome: Outcome;
  /** Why it is unknown, where it is. */
  loss?: Loss;
  disks: DiskResult[];
  /** What became of the checkpoint that was to be made. */
  checkpoint?: CheckpointResult;
  /** Why, where it is about the whole run. */
  error?: string;
  /** When, in milliseconds since the epoch; absent until it is on record. */
  endedAt?: number;
}

/**
 * Records that a run is about to be prepared. From then on it is found again, whatever becomes of this program.
 * @throws {PlanError} where it cannot be recorded; nothing has been touched
 */
export async function recordBeginning(
  records: RunRecords,
  client: QmpClient,
  plan: BackupPlan,
  document: string,
): Promise<void> {
  try {
    await records.write(await newRecord(client, plan, document));
  } catch (error) {
    const message =
      `The backup cannot be recorded in "${records.folder}": ${reasonOf(error)}. ` +
      'Make it possible to write there, so that the backup is found again whatever happens.';
    throw new PlanError([{ severity: 'error', code: 'record-not-written', message }], { cause: error });
  }
  // Old records in the way of nothing but tidiness must not keep a backup from starting.
  await records.trim().catch(() => undefined);
}

/**
 * Changes a run's record, if there is one and the run has not ended. Where another program changes it at the same
 * moment, one of the changes may be lost, never what the run has come to.
 * @returns what went wrong, in words; the backup goes on without
 */
async function change(
  records: RunRecords,
  run: RunId,
  changed: (record: RunRecord) => RunRecord,
): Promise<string | undefined> {
  try {
    const record = await records.read(run);
    if (record && record.state !== 'ended') await records.write(changed(record));
    return undefined;
  } catch (error) {
    return `The run's record in "${records.folder}" could not be updated: ${reasonOf(error)}.`;
  }
}

/**
 * Records that the jobs of all disks have started, at a time in milliseconds since the epoch, after which the backup is
 * called where its document does not name it.
 */
export function recordStart(records: RunRecords, run: RunId, startedAt: number): Promise<string | undefined> {
  return change(records, run, (record) => {
    const name = runName(record.definition, startedAt);
    return { ...record, name, state: 'started', startedAt };
  });
}

/** Records that this program has given a run up, so that whoever comes next need not wait for it. */
export function recordAbandonment(records: RunRecords, run: RunId): Promise<string | undefined> {
  return change(records, run, (record) => ({ ...record, client: undefined }));
}

/** Whether a record says how its run ended, for good: where nobody could tell, QEMU may still. */
export function isDecided(record: RunRecord | undefined): record is RunRecord & { outcome: Outcome } {
  return record?.state === 'ended' && record.outcome !== 'unknown';
}

/** What a record says of how its run ended. */
export function endingOf(record: RunRecord): Ending {
  const { outcome = 'unknown', loss, results: disks = [], checkpointResult: checkpoint } = record;
  const { error, endedAt } = record;
  return {
    outcome,
    ...(loss !== undefined && { loss }),
    disks,
    ...(checkpoint && { checkpoint }),
    ...(error !== undefined && { error }),
    ...(endedAt !== undefined && { endedAt }),
  };
}

/** The record of a run that has ended: now, where the ending does not say when. */
export function endedRecord(
  record: RunRecord,
  { outcome, loss, disks, checkpoint, error, endedAt = Date.now() }: Ending,
): RunRecord {
  return {
    ...record,
    state: 'ended',
    endedAt,
    outcome,
    ...(loss !== undefined && { loss }),
    results: disks,
    ...(checkpoint && { checkpointResult: checkpoint }),
    ...(error !== undefined && { error }),
  };
}
