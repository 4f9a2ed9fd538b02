import path from 'node:path';
import { manifestName } from '../manifest/manifestFile';
import type { RunId } from '../names/runId';
import { runOf, type Catalogue, type CatalogueDisk, type CatalogueRun } from './catalogue';
import { sameMachine } from './sameMachine';

/** One disk of one run, as a part of a chain. */
export interface Link {
  run: CatalogueRun;
  disk: CatalogueDisk;
}

/** Why a chain does not lead down to a whole backup, or not in order. */
export interface BrokenChain {
  /** The run whose word it is. */
  run: RunId;
  code:
    | 'parent-missing'
    | 'parent-hidden'
    | 'parent-circle'
    | 'parent-other-machine'
    | 'parent-not-completed'
    | 'parent-other-size'
    | 'increment-raw';
  message: string;
}

/** What a disk of a run is restored from. */
export interface DiskChain {
  /** The top first; every link but the last is on top of the next. */
  links: [Link, ...Link[]];
  /** Absent for a chain that is complete and in order. */
  broken?: BrokenChain;
}

/** What stands against a link on top of another. */
function judge(upper: Link, lower: Link): BrokenChain | undefined {
  const { run, disk } = upper;
  const broken = (code: BrokenChain['code'], message: string) => ({ run: run.run, code, message });
  const what = `Disk "${disk.disk}" of run ${run.run}`;
  const below = `run ${lower.run.run}`;
  if (disk.format === 'raw')
    return broken(
      'increment-raw',
      `${what} is an increment in raw format, which does not tell what was copied.`,
    );
  if (sameMachine(lower.run, run) === 'no')
    return broken('parent-other-machine', `${what} builds on ${below}, which is of another machine.`);
  if (lower.disk.outcome !== 'completed' || lower.run.manifest.outcome !== 'completed')
    return broken('parent-not-completed', `${what} builds on ${below}, which did not complete.`);
  if (lower.disk.virtualSize !== disk.virtualSize)
    return broken(
      'parent-other-size',
      `${what} has ${disk.virtualSize} bytes and builds on ${below}, where it had ${lower.disk.virtualSize}.`,
    );
  return undefined;
}

/** Finds what a disk of a run is restored from, down to a whole backup. */
export function diskChain(catalogue: Catalogue, run: CatalogueRun, disk: CatalogueDisk): DiskChain {
  const links: [Link, ...Link[]] = [{ run, disk }];
  let upper: Link = links[0];
  for (let parent = disk.parent; parent; parent = upper.disk.parent) {
    const below = runOf(catalogue, parent.run);
    const name = parent.disk;
    const lower = below?.disks.find((candidate) => candidate.disk === name);
    const hidden = catalogue.hidden.find((file) => path.basename(file) === manifestName(parent.run));
    if (!below && hidden !== undefined) {
      const message =
        `Disk "${upper.disk.disk}" of run ${upper.run.run} builds on run ${parent.run}, ` +
        `whose manifest "${hidden}" may not be read: permission is denied.`;
      return { links, broken: { run: upper.run.run, code: 'parent-hidden', message } };
    }
    if (!below || !lower) {
      const what = below ? `which has no disk "${name}"` : 'whose manifest is not here';
      const hint = parent.target === undefined ? '' : ` (its target was "${parent.target}")`;
      const message =
        `Disk "${upper.disk.disk}" of run ${upper.run.run} builds on run ${parent.run}, ` +
        `${what}${hint}; bring it back, or say where it is (--catalog DIR; ` +
        'in VS Code, the setting domainbackup.history.folders).';
      return { links, broken: { run: upper.run.run, code: 'parent-missing', message } };
    }
    const next = { run: below, disk: lower };
    const broken = judge(upper, next);
    if (broken) return { links, broken };
    if (links.some(({ run: above }) => above === below)) {
      const message =
        `Disk "${upper.disk.disk}" of run ${upper.run.run} ` +
        `builds on run ${parent.run}, which builds on it.`;
      return { links, broken: { run: upper.run.run, code: 'parent-circle', message } };
    }
    links.push(next);
    upper = next;
  }
  return { links };
}
