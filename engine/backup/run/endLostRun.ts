import type { DiskResult, Loss, Outcome, RunResult, RunSnapshot } from '../model';
import { endedRecord, endingOf, type Ending } from '../records/keepRecord';
import { keepOutcome } from './keepOutcome';
import type { RunId } from '../names/runId';
import { ownerOf } from '../records/recordPlaces';
import { snapshotOf } from '../records/recordSnapshot';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { discard } from '../targets/publish';
import { existing, namedFiles, partialFiles, withRemains, type PartialFile } from '../targets/remains';
import { unknownEnding } from './unknownEnding';

/** A run that nobody followed to its end, and that has been settled. */
export interface SettledRun {
  result: RunResult;
  snapshot: RunSnapshot;
}

const NEVER_STARTED = 'The program that was starting the backup ended before its jobs had started';

function disksOf({ disks }: RunRecord, outcome: Outcome): DiskResult[] {
  return disks.map(({ disk, target }) => ({ disk, target: target.path, outcome }));
}

/** The files of a run on this host that have their final names, but for those that a later run has written since. */
async function ownNamed(records: RunRecords, { run, locality, disks }: RunRecord) {
  if (locality === 'remote') return [];
  const { records: known } = await records.list();
  const later = known.filter(
    (one) => one.run > run && (one.state !== 'ended' || one.outcome === 'completed'),
  );
  const taken = new Set(later.flatMap((one) => one.disks.map(({ target }) => target.writtenTo)));
  return existing(namedFiles(disks).filter(({ writtenTo }) => !taken.has(writtenTo)));
}

/**
 * How a run has ended whose jobs never started, and whose partial files were removed.
 * @param held the files under final names that QEMU was seen to hold for it, and that stay
 */
async function neverStarted(
  records: RunRecords,
  record: RunRecord,
  held: readonly PartialFile[] = [],
): Promise<Ending> {
  const there = await ownNamed(records, record);
  const stays = [...held, ...there.filter(({ content }) => content !== 'unseen')];
  const named = namedFiles(record.disks);
  const disks = disksOf(record, 'failed').map((disk) => {
    const isOf = ({ target }: PartialFile) => target === disk.target;
    const isHidden = record.locality === 'remote' ? named.some(isOf) : there.some(isOf);
    const ended = withRemains(disk, stays);
    const doubt =
      ended.remains === undefined && isHidden
        ? ` Whether it had made "${disk.target}" by then nobody here can tell.`
        : '';
    const wasRemoved = partialFiles(record.disks).some(isOf) ? '; what it had made was removed' : '';
    return { ...ended, error: `${NEVER_STARTED}${wasRemoved}.${doubt}` };
  });
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
  const isLocal = record.locality === 'local';
  const files = isLocal ? await existing(partialFiles(record.disks)) : [];
  const named = await ownNamed(records, record);
  // QEMU makes a file before it opens it, so an empty one may be there without QEMU's knowing; with something in it,
  // the jobs may have run in a QEMU that is no more.
  const isWritten =
    files.some(({ content }) => content !== 'none') || named.some(({ content }) => content === 'some');
  if (isWritten) return endUnknown(records, record, loss);
  for (const { writtenTo } of files) await discard(writtenTo);
  return end(records, record, await neverStarted(records, record));
}

/**
 * Ends a run that never started its jobs, and that QEMU has nothing of any more. Nothing was copied into its files.
 * @param held the files under final names that QEMU was seen to hold for it, and that stay
 */
export async function endUnstarted(
  records: RunRecords,
  record: RunRecord,
  held: readonly PartialFile[],
): Promise<SettledRun> {
  if (record.locality === 'local') {
    for (const { writtenTo } of partialFiles(record.disks)) await discard(writtenTo);
  }
  return end(records, record, await neverStarted(records, record, held));
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
