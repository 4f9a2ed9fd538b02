import type { CatalogueRun } from './catalogue';

const nameOf = ({ manifest: { machine } }: CatalogueRun) => machine.uuid ?? machine.name;

/**
 * Whether two runs are of one machine: by its UUID, or else its name. Of machines that have neither, two runs that have
 * the image of a disk in common are of one; of any others nobody can tell, since images are also moved.
 */
export function sameMachine(a: CatalogueRun, b: CatalogueRun): 'yes' | 'no' | 'unknown' {
  const [first, second] = [nameOf(a), nameOf(b)];
  if (first !== undefined || second !== undefined) return first === second ? 'yes' : 'no';
  const sources = new Set(a.disks.flatMap(({ source }) => source ?? []));
  return b.disks.some(({ source }) => source !== undefined && sources.has(source)) ? 'yes' : 'unknown';
}
