import { resolved } from '../host/files';
import { targetPath } from '../manifest/targetPaths';
import type { RunId } from '../names/runId';
import { isOfRestore, parsePartial } from '../names/partialName';
import type { RunRecord } from '../records/runRecord';
import { runOf, type CatalogueRun } from './catalogue';

/** What is known of runs. */
export interface KnownRuns {
  runs: readonly CatalogueRun[];
  /** As far as is known: of a run that has not ended, or whose jobs never started, no manifest tells. */
  records: readonly RunRecord[];
}

const byRun = (one: RunRecord, other: RunRecord) => (one.run < other.run ? -1 : 1);

/** What runs that did not complete have left on disk, by its path, links followed, with the run. */
export async function leftFiles({ runs, records }: KnownRuns): Promise<Map<string, RunId>> {
  const left = new Map<string, RunId>();
  for (const { run, locality, disks, state, outcome, results = [] } of records.toSorted(byRun)) {
    if (locality === 'remote') continue;
    const written = disks.flatMap(({ target }) => (target.type === 'file' ? [target] : []));
    // It has taken the place of what earlier ones have left.
    if (outcome === 'completed') for (const { path } of written) left.delete(await resolved(path));
    else if (state === 'ended')
      for (const { remains } of results) {
        if (remains !== undefined) left.set(await resolved(remains), run);
      }
    else for (const { writtenTo } of written) left.set(await resolved(writtenTo), run);
  }
  for (const { run, manifests } of runs)
    for (const { file, manifest } of manifests)
      for (const { remains } of manifest.disks)
        if (remains !== undefined) left.set(await resolved(targetPath(file, remains)), run);
  return left;
}

/**
 * Why a file is no backup although it may be an image that is whole in itself: a run that did not complete has left it.
 * Its partial name says so wherever it lies, or a manifest or a record of the run.
 * @returns a sentence; `undefined` where nothing says so
 */
export async function whyLeft(file: string, known: KnownRuns): Promise<string | undefined> {
  const itself = await resolved(file);
  if (isOfRestore(itself)) return `"${file}" is no backup: a restore writes it, or has left it.`;
  const partial = parsePartial(itself);
  const run = partial?.run ?? (await leftFiles(known)).get(itself);
  if (run === undefined) return undefined;
  const record = known.records.find((one) => one.run === run);
  const outcome = runOf(known, run)?.manifest.outcome ?? record?.outcome;
  if (partial && outcome === 'completed')
    return (
      `"${file}" still has its partial name, although run ${run} completed: ` +
      `call it "${partial.target}", unless something has that name, and verify it by that.`
    );
  const end = outcome === undefined ? 'has not completed' : `did not complete: its outcome is "${outcome}"`;
  return `"${file}" is no backup: it was written by run ${run}, which ${end}.`;
}
