import type { RunId } from '../names/runId';
import type { CatalogueRun } from './catalogue';
import { depthsOf } from './depths';

/** Runs by their ids. */
export type RunsById = ReadonlyMap<RunId, CatalogueRun>;

/** Runs by their ids. */
export const byId = (runs: readonly CatalogueRun[]): RunsById => new Map(runs.map((run) => [run.run, run]));

/** When a run was started as it says itself, in milliseconds since the epoch. */
export const clockOf = ({ manifest }: CatalogueRun): number => Date.parse(manifest.startedAt);

/** The runs, of those that are given, that a run builds on directly. */
export function parentsOf(runs: RunsById, { disks }: CatalogueRun): CatalogueRun[] {
  const parents = disks.flatMap(({ parent }) => (parent ? (runs.get(parent.run) ?? []) : []));
  return [...new Set(parents)];
}

/** Why a run may say to be older than what it builds on; a clause. */
export const WHY_YOUNGER = 'a clock was set back, or the two do not belong together';

/**
 * What a run builds on and says to be no older than the run itself, so that a clock was set back, or the two do not
 * belong together; undefined where nothing is.
 */
export function youngerParent(runs: RunsById, run: CatalogueRun): CatalogueRun | undefined {
  return parentsOf(runs, run).find((parent) => clockOf(parent) >= clockOf(run));
}

/**
 * Runs in order, the newest first: by their clocks, but never one before what builds on it. Those that were started in one
 * millisecond, by their ids.
 */
export function inOrder(runs: readonly CatalogueRun[]): CatalogueRun[] {
  const depths = depthsOf({ runs });
  const depthOf = (run: CatalogueRun) => depths.get(run) ?? 0;
  const known = byId(runs);
  const moments = new Map<CatalogueRun, number>();
  for (const run of runs.toSorted((a, b) => depthOf(a) - depthOf(b))) {
    const below = parentsOf(known, run).map((parent) => moments.get(parent) ?? -Infinity);
    moments.set(run, Math.max(clockOf(run), ...below));
  }
  const momentOf = (run: CatalogueRun) => moments.get(run) ?? 0;
  return runs.toSorted(
    (a, b) => momentOf(b) - momentOf(a) || depthOf(b) - depthOf(a) || (a.run < b.run ? 1 : -1),
  );
}
