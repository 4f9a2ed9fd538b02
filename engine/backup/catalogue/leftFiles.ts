import { resolved } from '../host/files';
import { targetPath } from '../manifest/targetPaths';
import type { RunId } from '../names/runId';
import { isOfRestore, parsePartial } from '../names/partialName';
import type { RunRecord } from '../records/runRecord';
import { runOf, type CatalogueRun } from './catalogue';

/** What is known of runs. */
export interface KnownRuns {
  runs: readonly CatalogueRun[];
  /** The records of those that have not ended, as far as is known: of these no manifest tells. */
  open: readonly RunRecord[];
}

/** What runs that did not complete have left on disk, by its path, links followed, with the run. */
export async function leftFiles({ runs, open }: KnownRuns): Promise<Map<string, RunId>> {
  const left = new Map<string, RunId>();
  for (const { run, locality, disks } of open) {
    if (locality === 'remote') continue;
    for (const { target } of disks)
      if (target.type === 'file') left.set(await resolved(target.writtenTo), run);
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
  const outcome = runOf(known, run)?.manifest.outcome;
  if (partial && outcome === 'completed')
    return (
      `"${file}" still has its partial name, although run ${run} completed: ` +
      `call it "${partial.target}", unless something has that name, and verify it by that.`
    );
  const end = outcome === undefined ? 'has not completed' : `did not complete: its outcome is "${outcome}"`;
  return `"${file}" is no backup: it was written by run ${run}, which ${end}.`;
}
