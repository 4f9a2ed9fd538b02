import type { Catalogue, CatalogueDisk, CatalogueRun } from './catalogue';
import { diskChain, type Link } from './diskChain';
import { told } from '../names/told';
import { laterText, overwriterOf } from './overwriter';
import { targetFault } from './targetFault';

/** Why a run cannot be restored, as far as a look at its files tells. */
export interface Lack {
  /** `certain`: it cannot; `unseen`: this program's user may not look. */
  kind: 'certain' | 'unseen';
  /** A sentence. */
  why: string;
}

const certain = (why: string): Lack => ({ kind: 'certain', why });

async function lackOfLink(link: Link, catalogue: Catalogue): Promise<Lack | undefined> {
  const { run, disk } = link;
  const { file, found: how } = disk;
  if (how === 'beside')
    return {
      kind: 'unseen',
      why:
        `"${file}" lies beside the manifest of run ${run.run} and has the name of ` +
        'what is missing; whether it is that, restoring and verifying it tells.',
    };
  const later = overwriterOf(link, catalogue);
  if (later) return certain(told`"${file}" ${laterText(disk, later)}.`.message);
  if (run.manifests.every(({ state }) => state === 'edited'))
    return certain(`The manifest of run ${run.run} is not as it was written.`);
  const fault = await targetFault(disk);
  return fault && { kind: fault.kind === 'unseen' ? 'unseen' : 'certain', why: `"${file}" ${fault.clause}.` };
}

/**
 * What disks of a run lack to be restored: that it completed, that each chain leads down to a whole backup, and that the
 * files are there, as long as they were, and no later run's. Nothing is read: whether they are as they were written, a verification tells.
 * @param disks by default all of the run
 * @returns the first that is found; `undefined` where there is nothing
 */
export async function lackOf(
  catalogue: Catalogue,
  run: CatalogueRun,
  disks: readonly CatalogueDisk[] = run.disks,
): Promise<Lack | undefined> {
  const { outcome } = run.manifest;
  if (outcome !== 'completed') return certain(`Its outcome is "${outcome}".`);
  for (const disk of disks) {
    const { links, broken } = diskChain(catalogue, run, disk);
    if (broken) return { kind: broken.code === 'parent-hidden' ? 'unseen' : 'certain', why: broken.message };
    for (const link of links) {
      const lack = await lackOfLink(link, catalogue);
      if (lack) return lack;
    }
  }
  return undefined;
}
