import type { Link } from '../catalogue/diskChain';
import { DIGESTS_AT_ONCE } from '../images/digest';
import { eachOf } from '../images/eachOf';
import type { RunId } from '../names/runId';
import { ofRun, told, type Told } from '../names/told';
import { fileFault, type FileFault } from './fileFault';

/** Another copy of a file, and what speaks against it. */
export interface UnsoundCopy {
  /** Its absolute path. */
  file: string;
  /** A clause to stand behind its name. */
  reason: string;
}

/** A file of a chain that is no longer as it was written, or cannot be read. */
export interface Damage {
  run: RunId;
  /** The disk whose target it is; absent where it is the run's manifest. */
  disk?: string;
  /** Its absolute path. */
  file: string;
  /** A clause to stand behind its name. */
  reason: string;
  /** Its other copies, none of which is sound either; absent where there are none. */
  copies?: UnsoundCopy[];
}

/** What is said of the copies of a file that are of no use, to stand behind what is said of that. */
export function copiesText(copies: readonly UnsoundCopy[]): string {
  return copies.map(({ file, reason }) => `, and its copy "${file}" ${reason}`).join('');
}

/** What is damaged, in a clause. */
export function damageText({ run, disk, file, reason, copies = [] }: Damage): Told {
  const what = disk === undefined ? 'the manifest' : `disk "${disk}"`;
  return told`${what}${ofRun(run)}: "${file}" ${reason}${copiesText(copies)}`;
}

function damagedManifest({ run: { run, manifests } }: Link): Damage[] {
  const [first] = manifests;
  // What another program has made has none.
  if (!first || manifests.some(({ state }) => state === 'as-written')) return [];
  const reason = 'is not as it was written, so nobody can tell whether its files are';
  return [{ run, file: first.file, reason }];
}

/**
 * Looks whether the files of a chain, and their manifests, are as they were written.
 * @param onDamage is told of each that is not, or that cannot be read; what it throws ends the search
 * @throws {Error} where this host lacks what that takes
 * @throws the signal's reason
 */
export async function findDamage(
  links: readonly Link[],
  signal: AbortSignal,
  onDamage: (damage: Damage, link: Link, kind: FileFault['kind']) => Promise<void>,
): Promise<void> {
  for (const link of links)
    for (const damage of damagedManifest(link)) await onDamage(damage, link, 'changed');
  // The longest first, so that it is not the one that is left to a single thread at the end.
  const longestFirst = links.toSorted((a, b) => (b.disk.size ?? 0) - (a.disk.size ?? 0));
  await eachOf(longestFirst, DIGESTS_AT_ONCE, async (link) => {
    const { run, disk } = link;
    const fault = await fileFault(disk, signal);
    if (!fault) return;
    const { kind, reason } = fault;
    await onDamage({ run: run.run, disk: disk.disk, file: disk.file, reason }, link, kind);
  });
}
