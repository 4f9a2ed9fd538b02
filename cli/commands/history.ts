import {
  askEach,
  LeftStates,
  lossText,
  type DiskResult,
  type LeftState,
  type RecordList,
  type RunRecord,
} from '../../engine';
import { ExitStatus } from '../exitStatus';
import { errorWithout, whereLeft } from '../output/leftWords';
import { shellWord } from '../output/shellWord';
import { title } from '../output/title';
import { when } from '../output/when';
import { complain, say, sayJson } from '../output/write';
import { runRecords } from '../records';

/** A disk with its target; how it ended is there once its run has ended. */
type HistoryDisk = Pick<DiskResult, 'disk' | 'target'> & Partial<DiskResult> & { left: LeftState };

/** Each disk with its target, how it ended, and whether what it has left is still that. */
function disksOf({ run, disks, results }: RunRecord, states: LeftStates): Promise<HistoryDisk[]> {
  const ended: (Pick<DiskResult, 'disk' | 'target'> & Partial<DiskResult>)[] =
    results ?? disks.map(({ disk, target }) => ({ disk, target: target.path }));
  return Promise.all(
    ended.map(async (disk) => ({
      ...disk,
      left: disk.remains === undefined ? 'own' : await states.stateOf(run, disk.remains),
    })),
  );
}

/** A disk as programs are told of it: of what is another file by now, or may be, nothing is to be removed. */
function diskAsJson({ left, ...disk }: HistoryDisk): object {
  return left === 'own' ? disk : { ...disk, remains: undefined };
}

/** Why a disk's backup is not there. Why nobody knows is told of the whole run, once. */
function reasonFor({ outcome, error: told, remains, left }: HistoryDisk, { loss }: RunRecord): string {
  const file = remains === undefined ? undefined : whereLeft(remains, left);
  if (loss !== undefined) return file === undefined ? '' : `: ${file}`;
  // Of one that is not known yet, the error names it.
  const where = outcome === 'unknown' && left === 'own' ? undefined : file;
  const error = errorWithout(told, { file: remains, state: left });
  const reason = where === undefined ? error : error?.replace(/\.$/, '');
  const reasons = [reason, where].filter((one) => one !== undefined);
  return reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
}

function describe(record: RunRecord, disks: readonly HistoryDisk[]): string[] {
  const { machine, state, preparedAt, startedAt = preparedAt, endedAt, outcome, loss, error } = record;
  const end = endedAt === undefined ? '' : ` to ${when(endedAt)}`;
  const how =
    state === 'ended'
      ? outcome
      : `not known to have ended (see: domainbackup attach --qmp ${shellWord(machine.socket)})`;
  return [
    `${title(record)} of ${machine.name ?? 'an unnamed machine'}, ${when(startedAt)}${end}: ${how}`,
    ...(error === undefined ? [] : [`  ${error}`]),
    ...(loss === undefined ? [] : [`  ${lossText(loss)}`]),
    ...disks.map((disk) => `  ${disk.disk} -> ${disk.target}${reasonFor(disk, record)}`),
  ];
}

/** Each run once, the newest first: what another program has started, its own record tells best. */
function newestFirst(lists: readonly RecordList[]): RunRecord[] {
  const known = new Map<string, RunRecord>();
  for (const record of lists.flatMap(({ records }) => records))
    if (!known.has(record.run) || record.origin === 'ours') known.set(record.run, record);
  return [...known.values()].toSorted((a, b) => (a.run < b.run ? 1 : -1));
}

/** `history`: the runs that this user's programs have started here, the newest first, as their records tell of them. */
export async function history(options: { json?: true }): Promise<ExitStatus> {
  // Without its own records there is nothing to go on with.
  const own = await runRecords().list();
  const { found, troubles } = await askEach(runRecords(), 'others', (records) => records.list());
  const lists = [own, ...found];
  const records = newestFirst(lists);
  const states = await LeftStates.read({ runs: [], records });
  for (const record of records) {
    const disks = await disksOf(record, states);
    if (options.json) {
      const { run, name, machine, state, preparedAt, startedAt, endedAt, outcome, loss, error } = record;
      const about = { run, name, machine, state, preparedAt, startedAt, endedAt, outcome, loss, error };
      sayJson({ ...about, disks: disks.map(diskAsJson) });
    } else say(...describe(record, disks));
  }
  const unreadable = lists.flatMap((list) => list.unreadable);
  for (const { file, reason } of unreadable) complain(`${file}: left out, because ${reason}.`);
  complain(...troubles.map(({ message }) => message));
  const isNothing = records.length + unreadable.length + troubles.length === 0;
  if (isNothing && !options.json) say('No backup has been started here.');
  return ExitStatus.ok;
}
