import type { RunId } from '../names/runId';
import path from 'node:path';

/**
 * What lies in a folder of records under a run's name. How a run ended has a file of its own, and where there is one,
 * that is the record: nobody who still believes that the run goes on, and writes so, can take it away.
 */
interface RecordFiles {
  /** The record for as long as the run has not ended. */
  open: string;
  /** The record of the run once it has ended. */
  ended: string;
  /** There from a cancel on until the run has ended, or somebody has paused or resumed it (`cancelMark.ts`). */
  cancel: string;
}

const OPEN = '.open.json';
const ENDED = '.json';
const CANCEL = '.cancel';

export function recordFiles(folder: string, run: RunId): RecordFiles {
  const named = (suffix: string) => path.join(folder, `${run}${suffix}`);
  return { open: named(OPEN), ended: named(ENDED), cancel: named(CANCEL) };
}

/** The runs that have files in a folder of records, by which files: each the newest first, as their ids begin with the time. */
export interface RecordedRuns {
  open: RunId[];
  ended: RunId[];
  cancel: RunId[];
}

/** @param names those of all that lies in the folder; what is being written has a name that begins with a dot */
export function recordedRuns(names: readonly string[]): RecordedRuns {
  const runs: RecordedRuns = { open: [], ended: [], cancel: [] };
  for (const name of names.toSorted().toReversed()) {
    if (name.startsWith('.')) continue;
    if (name.endsWith(OPEN)) runs.open.push(name.slice(0, -OPEN.length));
    else if (name.endsWith(ENDED)) runs.ended.push(name.slice(0, -ENDED.length));
    else if (name.endsWith(CANCEL)) runs.cancel.push(name.slice(0, -CANCEL.length));
  }
  return runs;
}
