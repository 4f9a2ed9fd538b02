import type { RunId } from '../names/runId';
import { mention, told, type Told } from '../names/told';
import type { Catalogue, CatalogueDisk, CatalogueRun } from './catalogue';
import type { Link } from './diskChain';

/** Whether a run has written to a disk's target: a file gets its name only from a run that completed. */
export const wrote = ({ type, outcome }: CatalogueDisk): boolean =>
  type === 'block' || outcome === 'completed';

/**
 * The latest run, if any, that wrote to the same device, or to a file of the same name, after another.
 * @param itself the absolute path with links followed
 */
export function laterWriterOf(run: RunId, itself: string, { runs }: Catalogue): CatalogueRun | undefined {
  return runs.find(
    (other) => other.run > run && other.disks.some((one) => one.claims.includes(itself) && wrote(one)),
  );
}

/** The latest run, if any, that overwrote a target. A file that was only found by its name tells nothing. */
export function overwriterOf({ run, disk }: Link, catalogue: Catalogue): CatalogueRun | undefined {
  return disk.found === 'beside' ? undefined : laterWriterOf(run.run, disk.itself, catalogue);
}

/**
 * What became of a target when a later run wrote there; a clause to stand behind its name. A file is never overwritten:
 * the earlier one was taken away first, as with media that take turns at one place.
 */
export function laterText({ type }: Pick<CatalogueDisk, 'type'>, { run }: Pick<CatalogueRun, 'run'>): Told {
  return type === 'block'
    ? told`was overwritten by ${mention(run)}`
    : told`is that of ${mention(run)} by now; this one's was removed or moved, or is on another storage`;
}
