import path from 'node:path';
import { manifestName } from '../manifest/manifestFile';
import type { RunId } from '../names/runId';
import { mention, ofRun, told, type Told } from '../names/told';
import { runOf, type Catalogue, type CatalogueDisk, type CatalogueRun } from './catalogue';
import { sameMachine } from './sameMachine';

/** One disk of one run, as a part of a chain. */
export interface Link {
  run: CatalogueRun;
  disk: CatalogueDisk;
}

/** Why a chain does not lead down to a whole backup, or not in order. */
export interface BrokenChain extends Told {
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
  const broken = (code: BrokenChain['code'], text: Told) => ({ run: run.run, code, ...text });
  const what = told`Disk "${disk.disk}"${ofRun(run.run)}`;
  const below = mention(lower.run.run);
  if (disk.format === 'raw')
    return broken(
      'increment-raw',
      told`${what} is an increment in raw format, which does not tell what was copied.`,
    );
  if (sameMachine(lower.run, run) === 'no')
    return broken('parent-other-machine', told`${what} builds on ${below}, which is of another machine.`);
  if (lower.disk.outcome !== 'completed' || lower.run.manifest.outcome !== 'completed')
    return broken('parent-not-completed', told`${what} builds on ${below}, which did not complete.`);
  if (lower.disk.virtualSize !== disk.virtualSize)
    return broken(
      'parent-other-size',
      told`${what} has ${disk.virtualSize} bytes and builds on ${below}, where it had ${lower.disk.virtualSize}.`,
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
    const what = told`Disk "${upper.disk.disk}"${ofRun(upper.run.run)} builds on ${mention(parent.run)},`;
    const broken = (code: BrokenChain['code'], text: Told): DiskChain => ({
      links,
      broken: { run: upper.run.run, code, ...text },
    });
    const hidden = catalogue.hidden.find((file) => path.basename(file) === manifestName(parent.run));
    if (!below && hidden !== undefined)
      return broken(
        'parent-hidden',
        told`${what} whose manifest "${hidden}" may not be read: permission is denied.`,
      );
    if (!below || !lower) {
      const lack = below ? `which has no disk "${name}"` : 'whose manifest is not here';
      const hint = parent.target === undefined ? '' : ` (its target was "${parent.target}")`;
      const where = '(--catalog DIR; in VS Code, the setting domainbackup.history.folders)';
      return broken(
        'parent-missing',
        told`${what} ${lack}${hint}; bring it back, or say where it is ${where}.`,
      );
    }
    const next = { run: below, disk: lower };
    const against = judge(upper, next);
    if (against) return { links, broken: against };
    if (links.some(({ run: above }) => above === below))
      return broken('parent-circle', told`${what} which builds on it.`);
    links.push(next);
    upper = next;
  }
  return { links };
}
