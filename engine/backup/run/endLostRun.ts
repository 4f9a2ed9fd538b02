import type { DiskResult, Loss, Outcome, RunResult, RunSnapshot } from '../model';
import { endedRecord, endingOf, type Ending } from '../records/keepRecord';
import { keepOutcome } from './keepOutcome';
import type { RunId } from '../names/runId';
import { ownerOf } from '../records/recordPlaces';
import { snapshotOf } from '../records/recordSnapshot';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { discard } from '../targets/publish';
import { existing, namedFiles, partialFiles } from '../targets/remains';
import { unknownEnding } from './unknownEnding';

/** A run that nobody followed to its end, and that has been settled. */
export interface SettledRun {
  result: RunResult;
  snapshot: RunSnapshot;
}

const NEVER_STARTED =
  'The program that was starting the backup ended before its jobs had started; what it had made was removed.';

function disksOf({ disks }: RunRecord, outcome: Outcome): DiskResult[] {
  return disks.map(({ disk, target }) => ({ disk, target: target.path, outcome }));
}

function neverStarted(record: RunRecord): Ending {
  const disks = disksOf(record, 'failed').map((disk) => ({ ...disk, error: NEVER_STARTED }));
  return { outcome: 'failed', disks };
}

async function end(records: RunRecords, record: RunRecord, how: Ending): Promise<SettledRun> {
  const { ending: kept, notices } = await keepOutcome(records, record.run, how);
  return {
    result: { ...resultOf(record.run, kept), ...(notices.length > 0 && { notices }) },
    snapshot: snapshotOf(endedRecord(record, kept)),
  };
}

export function resultOf(run: RunId, { outcome, loss, disks, checkpoint }: Ending): RunResult {
  return {
    run,
    outcome,
    ...(loss !== undefined && { loss }),
    disks,
    ...(checkpoint && { checkpoint }),
  };
}

/**
 * Ends a run of which nothing can be learned any more. Files with something in them stay: QEMU may have copied all of
 * it before it ended.
 */
export async function endUnknown(records: RunRecords, record: RunRecord, loss: Loss): Promise<SettledRun> {
  return end(records, record, await lostEnding(record, loss));
}

/** How a run has ended that only its record tells of. */
export function lostEnding(record: RunRecord, loss: Loss): Promise<Ending> {
  const { disks, locality } = record;
  return unknownEnding(
    disksOf(record, 'unknown'),
    { loss },
    { files: partialFiles(disks), named: namedFiles(disks), locality },
  );
}

/** Ends a run that was being prepared, and of which QEMU has nothing, or is gone itself. */
export async function endUnprepared(records: RunRecords, record: RunRecord, loss: Loss): Promise<SettledRun> {
  const files = record.locality === 'local' ? await existing(partialFiles(record.disks)) : [];
  // QEMU makes a file before it opens it, so an empty one may be there without QEMU's knowing; with something in it,
  // the jobs may have run in a QEMU that is no more.
  if (files.some(({ content }) => content === 'some')) return endUnknown(records, record, loss);
  for (const { writtenTo } of files) await discard(writtenTo);
  return end(records, record, neverStarted(record));
}

/** Ends a run that never started its jobs, and that QEMU has nothing of any more. Nothing was copied into its files. */
export async function endUnstarted(records: RunRecords, record: RunRecord): Promise<SettledRun> {
  if (record.locality === 'local') {
    for (const { writtenTo } of partialFiles(record.disks)) await discard(writtenTo);
  }
  return end(records, record, neverStarted(record));
}

/** A run that has ended, as its record tells, wherever on this host that is; `undefined` for every other. */
export async function settledRun(
  own: RunRecords,
  run: RunId,
): Promise<(SettledRun & Pick<RunRecord, 'machine'>) | undefined> {
  const records = await ownerOf(own, run);
  const record = await records.read(run);
  if (record?.state !== 'ended') return undefined;
  const { machine } = record;
  return { result: resultOf(run, endingOf(record)), snapshot: snapshotOf(record), machine };
}
