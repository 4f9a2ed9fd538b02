import type { QmpClient } from '../../qmp';
import { groupOutcome } from '../jobs/jobState';
import { settleBitmaps } from '../checkpoints/runBitmaps';
import type { QueryNodesOptions } from '../machine/queryNodes';
import type { CheckpointResult, DiskResult, Outcome } from '../model';
import type { Ending } from '../records/keepRecord';
import { reasonOf } from '../records/reasonOf';
import type { Kept } from '../run/keepOutcome';
import { discard, keepName, publish } from './publish';
import { markLeft } from './mark';
import { removeNodes } from './removeNodes';
import { staying, withRemains, type PartialFile, type Remains } from './remains';
import { HeldFiles } from './heldFiles';
import { unlessGone } from './unlessGone';
import { unmark, writeOutMarked } from './unmark';

/** What came of clearing up. */
interface ClearedUp {
  /** What could not be done to a file, by its target's path. */
  troubles: Map<string, string>;
  /** The files that stay of a backup that has not completed. */
  stays: readonly PartialFile[];
  checkpoint?: CheckpointResult;
}

/** Somebody who creates an image at this moment must not be what makes the end of a backup unknown. */
const PATIENT: QueryNodesOptions = { patience: 'unlimited' };

/** Why a whole backup could not be given its name, as a clause. */
function whyUnnamed(error: unknown, target: string): string {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return reasonOf(error);
  return `"${target}" was made by somebody else meanwhile, and nothing existing is overwritten; rename it yourself`;
}

/** Names or removes one file; says what could not be done. */
async function finishFile(
  outcome: Outcome,
  file: PartialFile,
  { locality, partial }: Remains,
): Promise<string | undefined> {
  const { writtenTo, target } = file;
  try {
    if (outcome === 'unknown') return undefined;
    // A remote path says nothing about the file of that name here.
    if (locality === 'remote') {
      const where = `"${writtenTo}" on QEMU's host`;
      return outcome === 'completed'
        ? `It is complete, and is called ${where}.`
        : `What was written stays at ${where}.`;
    }
    if (outcome !== 'completed' && partial === 'keep') return undefined;
    if (outcome === 'completed') {
      await publish(writtenTo, target);
      await keepName(target);
    } else await discard(writtenTo);
    return undefined;
  } catch (error) {
    return outcome === 'completed'
      ? `It is complete at "${writtenTo}", but could not be given its name: ${whyUnnamed(error, target)}.`
      : `"${writtenTo}" could not be removed: ${reasonOf(error)}.`;
  }
}

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
async function finishTargets(client: QmpClient, outcome: Outcome, remains: Remains): Promise<ClearedUp> {
  const { run, files, named, formats } = remains;
  const troubles = await writeOut(client, outcome, remains);
  const ending = troubles.size === 0 ? outcome : 'failed';
  for (const file of files) {
    const words = [troubles.get(file.target), await finishFile(ending, file, remains)];
    const trouble = words.filter((one) => one !== undefined).join(' ');
    if (trouble !== '') troubles.set(file.target, trouble);
  }
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
  return { troubles, stays, ...(checkpoint && { checkpoint }) };
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
  const cleared = await finishTargets(client, outcome, remains);
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
 * @throws {QmpError} when QEMU went away first: then nobody knows whether the files are whole
 */
export async function settle(
  client: QmpClient,
  results: Ending,
  remains: Remains,
  keep: (results: Ending) => Promise<Kept>,
): Promise<Kept> {
  const { troubles, stays, checkpoint } = await finishTargets(client, results.outcome, remains);
  const disks = results.disks.map((disk): DiskResult => {
    const trouble = troubles.get(disk.target);
    const ended = withRemains(disk, stays);
    if (trouble === undefined) return ended;
    const outcome = disk.outcome === 'completed' ? 'failed' : disk.outcome;
    return { ...ended, outcome, error: inSentences(disk.error, trouble) };
  });
  const outcome = groupOutcome(disks.map((disk) => disk.outcome));
  // A file that was removed takes its space until QEMU has closed it, and a full file system may be why it was.
  if (outcome === 'failed' || outcome === 'cancelled') await removeNodes(client, remains.protocols);
  const kept = await keep({
    outcome,
    ...(results.loss !== undefined && { loss: results.loss }),
    disks,
    ...(checkpoint && { checkpoint }),
  });
  if (kept.kind === 'kept') await forget(client, remains);
  return kept;
}
