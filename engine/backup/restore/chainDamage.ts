import type { Link } from '../catalogue/diskChain';
import { targetFault } from '../catalogue/targetFault';
import { digestFile, DIGESTS_AT_ONCE } from '../images/digest';
import { eachOf } from '../images/eachOf';
import type { RunId } from '../names/runId';
import { ofRun, told, type Told } from '../names/told';

/** A file of a chain that is no longer as it was written. */
export interface Damage {
  run: RunId;
  /** The disk whose target it is; absent where it is the run's manifest. */
  disk?: string;
  /** Its absolute path. */
  file: string;
  /** A clause to stand behind its name. */
  reason: string;
}

/** What is damaged, in a clause. */
export function damageText({ run, disk, file, reason }: Damage): Told {
  const what = disk === undefined ? 'the manifest' : `disk "${disk}"`;
  return told`${what}${ofRun(run)}: "${file}" ${reason}`;
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
 * @param onDamage is told of each that is not; what it throws ends the search
 * @throws {Error} of the file system
 * @throws the signal's reason
 */
export async function findDamage(
  links: readonly Link[],
  signal: AbortSignal,
  onDamage: (damage: Damage, link: Link) => Promise<void>,
): Promise<void> {
  for (const link of links) for (const damage of damagedManifest(link)) await onDamage(damage, link);
  // The longest first, so that it is not the one that is left to a single thread at the end.
  const longestFirst = links.toSorted((a, b) => (b.disk.size ?? 0) - (a.disk.size ?? 0));
  await eachOf(longestFirst, DIGESTS_AT_ONCE, async (link) => {
    const { run, disk } = link;
    const { file, type, size } = disk;
    const about = { run: run.run, disk: disk.disk, file };
    const fault = await targetFault(disk);
    if (disk.sha256 === undefined) {
      if (fault) await onDamage({ ...about, reason: fault.clause }, link);
      return;
    }
    const { sha256 } = await digestFile(file, {
      signal,
      ...(type === 'block' && size !== undefined && { length: size }),
    });
    if (sha256 !== disk.sha256) await onDamage({ ...about, reason: 'is no longer what was backed up' }, link);
  });
}
