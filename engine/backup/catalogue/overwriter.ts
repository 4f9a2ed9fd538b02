import type { Catalogue, CatalogueDisk, CatalogueRun } from './catalogue';
import type { Link } from './diskChain';

/** Whether a run has written to a disk's target: a file gets its name only from a run that completed. */
const wrote = ({ type, outcome }: CatalogueDisk) => type === 'block' || outcome === 'completed';

/** The latest run, if any, that wrote to the same device, or to a file of the same name, after this one. */
export function overwriterOf({ run, disk }: Link, { runs }: Catalogue): CatalogueRun | undefined {
  return runs.find(
    (other) => other.run > run.run && other.disks.some((one) => one.file === disk.file && wrote(one)),
  );
}
