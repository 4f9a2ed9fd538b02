import { resolved } from '../host/files';
import { targetPath } from '../manifest/targetPaths';
import type { RunId } from '../names/runId';
import type { RunRecord } from '../records/runRecord';
import type { CatalogueRun } from './catalogue';
import { wrote } from './overwriter';

/** What is known of runs. */
export interface KnownRuns {
  runs: readonly CatalogueRun[];
  /** As far as is known: of a run that has not ended, or whose jobs never started, no manifest tells. */
  records: readonly RunRecord[];
}

/** What a run has written and left, whichever of its files are there; absolute paths. */
interface Traces {
  /** Targets of its that completed: they have taken the place of what earlier runs have left. */
  written: string[];
  left: string[];
}

function tracesOfRecord({ locality, disks, state, outcome, results = [] }: RunRecord): Traces {
  if (locality === 'remote') return { written: [], left: [] };
  const targets = disks.flatMap(({ target }) => (target.type === 'file' ? [target] : []));
  if (outcome === 'completed') return { written: targets.map((target) => target.path), left: [] };
  if (state !== 'ended') return { written: [], left: targets.map(({ writtenTo }) => writtenTo) };
  return { written: [], left: results.flatMap(({ remains }) => remains ?? []) };
}

function tracesOfManifests({ disks, manifests }: CatalogueRun): Traces {
  const files = disks.filter((disk) => disk.type === 'file' && wrote(disk));
  const left = manifests.flatMap(({ file, manifest }) =>
    manifest.disks.flatMap(({ remains }) => (remains === undefined ? [] : [targetPath(file, remains)])),
  );
  return { written: files.flatMap(({ claims }) => claims), left };
}

/**
 * What runs that did not complete have left on disk, by its path, links followed, with the run. It may have been removed,
 * and be another file by now: see `LeftStates`.
 */
export async function leftFiles({ runs, records }: KnownRuns): Promise<Map<string, RunId>> {
  const traces = [
    ...records.map((record) => ({ run: record.run, ...tracesOfRecord(record) })),
    ...runs.map((one) => ({ run: one.run, ...tracesOfManifests(one) })),
  ];
  const found = new Map<string, RunId>();
  for (const { run, written, left } of traces.toSorted((one, other) => (one.run < other.run ? -1 : 1))) {
    for (const file of written) found.delete(await resolved(file));
    for (const file of left) found.set(await resolved(file), run);
  }
  return found;
}
