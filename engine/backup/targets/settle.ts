import type { QmpClient } from '../../qmp';
import { groupOutcome } from '../jobs/jobState';
import { settleBitmaps } from '../checkpoints/runBitmaps';
import type { QueryNodesOptions } from '../machine/queryNodes';
import type { CheckpointResult, DiskResult, Outcome } from '../model';
import type { Ending } from '../records/keepRecord';
import type { Kept } from '../run/keepOutcome';
import { finishFiles, type FileTrouble } from './finishFiles';
import { markLeft } from './mark';
import { removeNodes } from './removeNodes';
import { staying, withRemains, type PartialFile, type Remains } from './remains';
import { HeldFiles } from './heldFiles';
import { unlessGone } from './unlessGone';
import { unmark, writeOutMarked } from './unmark';

/** Whose a run is: `another’s` is one that nothing here tells of. */
export type Whose = 'ours' | 'another’s';

/** What came of clearing up. */
interface ClearedUp {
  /** What could not be done to a file, by its target's path. */
  troubles: Map<string, string>;
  /** The files that stay of a backup that has not completed. */
  stays: readonly PartialFile[];
  /** Files are another user's, so all that QEMU has of the run was left there for that one. */
  isLeft: boolean;
  checkpoint?: CheckpointResult;
}

/** Somebody who creates an image at this moment must not be what makes the end of a backup unknown. */
const PATIENT: QueryNodesOptions = { patience: 'unlimited' };

/** What is said of each of some files, where not all of a run could be stored. */
function refusalsOf(
  files: readonly PartialFile[],
  failures: ReadonlyMap<string, string>,
): Map<string, string> {
  const isOneOfThem = files.some(({ writtenTo }) => failures.has(writtenTo));
  const [any] = failures.values();
  return new Map(
    files.map(({ writtenTo, target }) => {
      // QEMU may call a file by another name than the run does.
      const reason = failures.get(writtenTo) ?? (isOneOfThem ? undefined : any);
      return reason === undefined
        ? [target, 'It is given up, because another disk could not be written out.']
        : [target, `Its storage did not take all that was written: ${reason}`];
    }),
  );
}

/**
 * Makes QEMU write out the rest of the images of a run, and closes all but those that are marked: each keeps its mark.
 * @returns why the storage did not take all of it, by the target's path; then none of the files is a backup
 * @throws {QmpError} when QEMU went away or refused
 */
async function writeOut(client: QmpClient, outcome: Outcome, remains: Remains): Promise<Map<string, string>> {
  const { formats, written, locality } = remains;
  const counts = outcome === 'completed' && locality === 'local';
  await using held = await HeldFiles.open(counts ? written.map(({ writtenTo }) => writtenTo) : []);
  const failures = new Map<string, string>();
  let open: readonly string[] = [];
  if (outcome === 'completed') {
    const { marked, refusals } = await writeOutMarked(client, remains);
    open = marked;
    for (const [file, why] of refusals) failures.set(file, why);
  }
  await removeNodes(
    client,
    formats.filter((node) => !open.includes(node)),
  );
  for (const [file, why] of await held.sync()) failures.set(file, why);
  return failures.size === 0 ? new Map() : refusalsOf(written, failures);
}

/**
 * Writes out the images of a run, gives its files their names, or removes them, removes the marks of those that have had
 * theirs from the start, and keeps its checkpoint, or drops it. No file gets its name before all are on storage, and no
 * mark goes before all have their names. May be done by two clients at once, or again.
 * @throws {QmpError} when QEMU went away or refused; nothing more is touched then
 */
async function finishTargets(
  client: QmpClient,
  outcome: Outcome,
  remains: Remains,
  whose: Whose,
): Promise<ClearedUp> {
  const { run, named, formats } = remains;
  const troubles = await writeOut(client, outcome, remains);
  const ending = troubles.size === 0 ? outcome : 'failed';
  const finished = await finishFiles(ending, remains);
  const isLeft = whose === 'another’s' && [...finished.values()].some(({ kind }) => kind === 'denied');
  for (const [target, trouble] of finished) {
    const words = [troubles.get(target), trouble.words, whatToDo(trouble, ending, isLeft)];
    troubles.set(target, words.filter((one) => one !== undefined).join(' '));
  }
  if (isLeft)
    return { troubles, stays: ending === 'completed' ? [] : await stayingOf(ending, remains), isLeft };
  if (ending === 'completed' && troubles.size === 0) {
    const failures = await unmark(client, remains);
    const refusals = failures.size === 0 ? [] : refusalsOf(named, failures);
    for (const [target, trouble] of refusals) troubles.set(target, trouble);
  }
  // A later increment must never build on a backup that is not there.
  const isWhole = ending === 'completed' && troubles.size === 0;
  if (!isWhole) await removeNodes(client, formats);
  const stays = isWhole || ending === 'unknown' ? [] : await stayingOf(ending, remains);
  for (const { target } of ending === 'completed' ? stays : []) {
    if (!troubles.has(target))
      troubles.set(target, 'It is given up, because another disk could not be given its name.');
  }
  const decision = isWhole ? 'keep' : 'drop';
  const settled =
    remains.bitmaps === 'none' ? undefined : await settleBitmaps(client, run, decision, PATIENT);
  const checkpoint = settled ?? (ending === 'unknown' ? undefined : missing(remains, isWhole));
  return { troubles, stays, isLeft, ...(checkpoint && { checkpoint }) };
}

/** What is to be done about a file that could not be named or removed; a sentence, if there is anything to say. */
function whatToDo({ kind }: FileTrouble, ending: Outcome, isLeft: boolean): string | undefined {
  const owner = 'Whoever started the backup has to attach to it';
  if (isLeft && kind === 'denied')
    return `${owner}, which ${ending === 'completed' ? 'completes' : 'removes'} it.`;
  // On record it has failed, whatever somebody calls the file.
  return ending === 'completed' && kind !== 'gone'
    ? 'It is no backup: make it again, then remove that file.'
    : undefined;
}

/** The files that stay of a run that is no backup. One that is complete and could not be named tells itself where it is. */
function stayingOf(ending: Outcome, remains: Remains): Promise<readonly PartialFile[]> {
  return staying(ending === 'completed' ? { ...remains, files: [] } : remains);
}

/** What is said of a checkpoint that was to be made, and that QEMU knows nothing of. */
function missing({ checkpoint }: Remains, isWhole: boolean): CheckpointResult | undefined {
  if (checkpoint === undefined) return undefined;
  const error = isWhole ? { error: 'somebody has removed its bitmaps' } : {};
  return { name: checkpoint, state: 'not made', ...error };
}

/** Removes what still tells of a run in QEMU: the protocol nodes, which know the files, and then the jobs. */
async function forget(client: QmpClient, { protocols, jobs }: Remains): Promise<void> {
  await removeNodes(client, protocols);
  // In one go: a later client could take some of a run's jobs for all of them.
  await Promise.all(jobs.map((id) => unlessGone(client.execute('job-dismiss', { id }))));
}

/**
 * Clears up after a run that has no outcome to be kept, since its jobs never started. What stays of it is marked.
 * @throws {QmpError} when QEMU went away or refused; nothing more is touched then
 */
export async function clearUp(client: QmpClient, outcome: Outcome, remains: Remains): Promise<ClearedUp> {
  // Of an unknown one, the jobs may have started and completed.
  if (outcome !== 'unknown') await markLeft(client, remains);
  const cleared = await finishTargets(client, outcome, remains, 'ours');
  await forget(client, remains);
  return cleared;
}

/** What QEMU says ends without a full stop. */
function inSentences(error: string | undefined, trouble: string): string {
  if (error === undefined) return trouble;
  return `${error}${error.endsWith('.') ? '' : '.'} ${trouble}`;
}

/**
 * Clears up after a run, and completes its results: a disk whose file could not be given its name has failed. No job
 * is dismissed before the outcome is kept: until then QEMU is the one who knows it, and the next client can settle the
 * run again.
 * @param keep puts the outcome on disk, and says which one counts
 * @param whose `another’s`: nothing here tells of it. Where its files may not be named or removed by this user, it is left
 * to whoever started it, with all that QEMU has of it.
 * @throws {QmpError} when QEMU went away first: then nobody knows whether the files are whole
 */
export async function settle(
  client: QmpClient,
  results: Ending,
  remains: Remains,
  keep: (results: Ending) => Promise<Kept>,
  whose: Whose = 'ours',
): Promise<Kept> {
  const { troubles, stays, isLeft, checkpoint } = await finishTargets(
    client,
    results.outcome,
    remains,
    whose,
  );
  const disks = results.disks.map((disk): DiskResult => {
    const trouble = troubles.get(disk.target);
    const ended = withRemains(disk, stays);
    if (trouble === undefined) return ended;
    const outcome = disk.outcome === 'completed' ? 'failed' : disk.outcome;
    return { ...ended, outcome, error: inSentences(disk.error, trouble) };
  });
  const outcome = groupOutcome(disks.map((disk) => disk.outcome));
  const ending: Ending = {
    outcome,
    ...(results.loss !== undefined && { loss: results.loss }),
    disks,
    ...(checkpoint && { checkpoint }),
  };
  if (isLeft) return { kind: 'not kept', ending, notices: [] };
  // A file that was removed takes its space until QEMU has closed it, and a full file system may be why it was.
  if (outcome === 'failed' || outcome === 'cancelled') await removeNodes(client, remains.protocols);
  const kept = await keep(ending);
  if (kept.kind === 'kept') await forget(client, remains);
  return kept;
}
