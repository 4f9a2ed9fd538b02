import type { Catalogue, CatalogueRun } from './catalogue';
import { depthsOf } from './depths';
import { byId, clockOf, parentsOf } from './inOrder';

/** When a run was started, as far as its clock can be believed: between two moments in ms since the epoch. */
interface Age {
  least: number;
  most: number;
}

/**
 * Which runs are newer than which, where clocks alone may not tell. Of a run that says to be older than what it builds on,
 * one of the two clocks was wrong, and nobody can tell which; one that says to be of the future was.
 */
export class Ages {
  readonly #ages = new Map<CatalogueRun, Age>();
  readonly #parents: Map<CatalogueRun, CatalogueRun[]>;
  readonly #places: Map<CatalogueRun, number>;

  /** @param now in milliseconds since the epoch */
  constructor(catalogue: Catalogue, now: number) {
    const { runs } = catalogue;
    this.#places = new Map(runs.map((run, place) => [run, place]));
    const known = byId(runs);
    this.#parents = new Map(runs.map((run) => [run, parentsOf(known, run)]));
    const depths = depthsOf(catalogue);
    const bottomFirst = runs.toSorted((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0));
    this.#judgeClocks(bottomFirst, now);
    for (const run of bottomFirst)
      for (const parent of this.#below(run)) {
        const age = this.#of(run);
        age.least = Math.max(age.least, this.#of(parent).least);
      }
    for (const run of bottomFirst.toReversed())
      for (const parent of this.#below(run)) {
        const age = this.#of(parent);
        age.most = Math.min(age.most, this.#of(run).most);
      }
  }

  /** Whether it is certain that a run is newer than another. */
  isNewer(run: CatalogueRun, than: CatalogueRun): boolean {
    const [upper, lower] = [this.#of(run), this.#of(than)];
    if (upper.least > lower.most) return true;
    if (upper.least === lower.most && this.#isExact(run) && this.#isExact(than))
      return (this.#places.get(run) ?? 0) < (this.#places.get(than) ?? 0);
    return this.#buildsOn(run, than);
  }

  /** How old a run is at least, in ms. */
  leastAge(run: CatalogueRun, now: number): number {
    return now - (this.#isExact(run) ? Date.parse(run.manifest.endedAt) : this.#of(run).most);
  }

  #judgeClocks(bottomFirst: readonly CatalogueRun[], now: number): void {
    /** The youngest clock below each run, and the oldest above it; one that is wrong for certain tells nothing. */
    const below = new Map<CatalogueRun, number>();
    const above = new Map<CatalogueRun, number>();
    const isOfFuture = (run: CatalogueRun) => clockOf(run) > now;
    for (const run of bottomFirst)
      for (const parent of this.#below(run)) {
        const clock = isOfFuture(parent) ? -Infinity : clockOf(parent);
        below.set(run, Math.max(below.get(run) ?? -Infinity, below.get(parent) ?? -Infinity, clock));
      }
    for (const run of bottomFirst.toReversed())
      for (const parent of this.#below(run)) {
        const clock = isOfFuture(run) ? Infinity : clockOf(run);
        above.set(parent, Math.min(above.get(parent) ?? Infinity, above.get(run) ?? Infinity, clock));
      }
    for (const run of bottomFirst) {
      const clock = clockOf(run);
      const isBehind = (below.get(run) ?? -Infinity) >= clock;
      const isAhead = (above.get(run) ?? Infinity) <= clock;
      this.#ages.set(
        run,
        isOfFuture(run)
          ? { least: -Infinity, most: now }
          : { least: isAhead ? -Infinity : clock, most: isBehind ? Infinity : clock },
      );
    }
  }

  #of(run: CatalogueRun): Age {
    return this.#ages.get(run) ?? { least: -Infinity, most: Infinity };
  }

  #below(run: CatalogueRun): CatalogueRun[] {
    return this.#parents.get(run) ?? [];
  }

  #isExact(run: CatalogueRun): boolean {
    const { least, most } = this.#of(run);
    return least === most;
  }

  #buildsOn(run: CatalogueRun, on: CatalogueRun): boolean {
    // Manifests that lead in a circle must not lead us in one.
    const passed = new Set([run]);
    for (const one of passed) for (const parent of this.#below(one)) passed.add(parent);
    return run !== on && passed.has(on);
  }
}
