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
import { namedOf, unsureText } from './namedFiles';
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

/**
 * How a run has ended whose jobs never started, and whose partial files were removed.
 * @param held the files under final names that QEMU was seen to hold for it, and that stay
 */
async function neverStarted(
  records: RunRecords,
  record: RunRecord,
  held: readonly PartialFile[] = [],
): Promise<Ending> {
  const there = await namedOf(records, record);
  const stays = [...held, ...there.filter(({ whose }) => whose === 'own')];
  const named = namedFiles(record.disks);
  const disks = disksOf(record, 'failed').map((disk) => {
    const isOf = ({ target }: PartialFile) => target === disk.target;
    const ended = withRemains(disk, stays);
    const isOpen = ended.remains === undefined;
    const unsure = isOpen ? there.find(isOf) : undefined;
    const isHidden = isOpen && record.locality === 'remote' && named.some(isOf);
    const words = isHidden ? `Whether it had made "${disk.target}" by then nobody here can tell.` : undefined;
    const said = unsure ? unsureText(unsure) : words;
    const doubt = said === undefined ? '' : ` ${said}`;
    const wasRemoved = partialFiles(record.disks).some(isOf) ? '; what it had made was removed' : '';
    return { ...ended, error: `${NEVER_STARTED}${wasRemoved}.${doubt}` };
  });
  return { outcome: 'failed', disks };
}

async function end(
  records: RunRecords,
  record: RunRecord,
  how: Ending,
  doubts: readonly string[] = [],
): Promise<SettledRun> {
  const { ending: kept, notices: troubles } = await keepOutcome(records, record.run, how);
  const notices = [...doubts, ...troubles];
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
  const { ending, doubts } = await lost(records, record, loss);
  return end(records, record, ending, doubts);
}

/**
 * How a run has ended that only its record tells of.
 * @param records those of one of this user's programs
 */
export async function lostEnding(records: RunRecords, record: RunRecord, loss: Loss): Promise<Ending> {
  return (await lost(records, record, loss)).ending;
}

/** The same, and what is said of files that may be this run's. */
async function lost(records: RunRecords, record: RunRecord, loss: Loss) {
  const { disks, locality } = record;
  const found = await namedOf(records, record);
  const named = locality === 'remote' ? namedFiles(disks) : found.filter(({ whose }) => whose === 'own');
  const files = partialFiles(disks);
  const ending = await unknownEnding(disksOf(record, 'unknown'), { loss }, { files, named, locality });
  const unsure = found.filter(({ whose }) => whose === 'unsure');
  const told = ending.disks.map((disk) => {
    const file = unsure.find(({ target }) => target === disk.target);
    return file ? { ...disk, error: `${disk.error ?? ''} ${unsureText(file)}`.trimStart() } : disk;
  });
  return { ending: { ...ending, disks: told }, doubts: unsure.map(unsureText) };
}

/** Ends a run that was being prepared, and of which QEMU has nothing, or is gone itself. */
export async function endUnprepared(records: RunRecords, record: RunRecord, loss: Loss): Promise<SettledRun> {
  const isLocal = record.locality === 'local';
  const files = isLocal ? await existing(partialFiles(record.disks)) : [];
  const named = await namedOf(records, record);
  // QEMU makes a file before it opens it, so an empty one may be there without QEMU's knowing; with something in it,
  // the jobs may have run in a QEMU that is no more; and of what may be this run's nobody knows better.
  const isWritten =
    files.some(({ content }) => content !== 'none') ||
    named.some(({ content, whose }) => content !== 'none' || whose === 'unsure');
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
