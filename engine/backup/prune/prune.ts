import { rm } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../../errorText';
import type { CatalogueRun } from '../catalogue/catalogue';
import type { RunId } from '../names/runId';
import { syncFolder } from '../records/atomicFile';
import type { PrunePlan } from './planPrune';

/** What a prune came to. */
export interface PruneResult {
  /** The runs that are gone. */
  removed: RunId[];
  /** What could not be removed, in sentences; the run it belongs to stays in the catalogue. */
  troubles: string[];
}

/** How a prune is carried out. */
export interface PruneOptions {
  /** Stops between two files; what is left is still in the catalogue, and goes with the next prune. */
  signal?: AbortSignal;
  onRemoved?: (run: RunId) => void;
}

/**
 * Removes what a plan says. Of each run the targets go first and the manifest last, and what builds on a run goes
 * before it, so that whoever ends it at any moment leaves no chain broken and nothing unknown behind.
 * @throws the signal's reason
 */
export async function prune(
  { remove }: PrunePlan,
  { signal, onRemoved }: PruneOptions = {},
): Promise<PruneResult> {
  const removed: RunId[] = [];
  const troubles: string[] = [];
  /** What is not to be touched, since what builds on it is still there. */
  const needed = new Set<RunId | undefined>();
  const isStill = (run: CatalogueRun) => run.disks.forEach(({ parent }) => needed.add(parent?.run));
  for (const { run, files } of remove) {
    if (needed.has(run.run)) {
      isStill(run);
      continue;
    }
    try {
      for (const file of files) {
        signal?.throwIfAborted();
        await rm(file, { force: true });
        await syncFolder(path.dirname(file));
      }
      removed.push(run.run);
      onRemoved?.(run.run);
    } catch (error) {
      signal?.throwIfAborted();
      const reason = errorText(error);
      troubles.push(`Run ${run.run} could not be removed altogether: ${reason}.`);
      isStill(run);
    }
  }
  return { removed, troubles };
}
