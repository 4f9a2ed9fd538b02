import { runOf, type CatalogueRun } from './catalogue';

/**
 * How many runs are below each one in its chains: 0 for a whole backup. What a run builds on has a smaller number,
 * whatever the clock said when they were made.
 */
export function depthsOf(catalogue: { readonly runs: readonly CatalogueRun[] }): Map<CatalogueRun, number> {
  const depths = new Map<CatalogueRun, number>();
  const depthOf = (run: CatalogueRun): number => {
    const known = depths.get(run);
    if (known !== undefined) return known;
    // Manifests that lead in a circle must not lead us in one.
    depths.set(run, 0);
    const parents = run.disks.flatMap(({ parent }) => (parent ? (runOf(catalogue, parent.run) ?? []) : []));
    const depth = Math.max(0, ...parents.map((parent) => depthOf(parent) + 1));
    depths.set(run, depth);
    return depth;
  };
  for (const run of catalogue.runs) depthOf(run);
  return depths;
}
