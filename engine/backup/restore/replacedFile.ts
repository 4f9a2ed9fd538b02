import type { Link } from '../catalogue/diskChain';
import { targetFault } from '../catalogue/targetFault';
import { ofRun, told, type Told } from '../names/told';
import type { Damage, UnsoundCopy } from './chainDamage';
import { fileFault } from './fileFault';

/** A file of a chain that another copy is read in place of. */
export interface ReplacedFile extends Damage {
  /** Its disk. */
  disk: string;
  /** `unread`: it could not be looked at, so nobody knows whether it is damaged. */
  is: 'damaged' | 'unread';
  /** The absolute path of the copy, which is as it was written. */
  copy: string;
}

/** What is said of a file that a copy was read in place of; a sentence. */
export function replacedText({ run, disk, file, reason, copy }: ReplacedFile): Told {
  return told`Disk "${disk}"${ofRun(run)}: "${file}" ${reason}; its copy "${copy}" is as it was written, and was read in its place.`;
}

/** The other copies of a target, as far as manifests tell of them. */
interface OtherCopies {
  /** The absolute path of the first that is as it was written. */
  sound?: string;
  /** Those before it that are not. */
  unsound: UnsoundCopy[];
}

/**
 * Looks among the other copies of a target for one that is as it was written, where a digest can tell.
 * @param but paths that are not meant
 * @throws {Error} where this host lacks what that takes
 * @throws the signal's reason
 */
export async function otherCopies(
  { disk }: Link,
  { but, signal }: { but: ReadonlySet<string>; signal?: AbortSignal | undefined },
): Promise<OtherCopies> {
  const { claims, itself, sha256, type } = disk;
  const unsound: UnsoundCopy[] = [];
  if (sha256 === undefined || type === 'block') return { unsound };
  for (const file of new Set(claims)) {
    if (file === itself || but.has(file)) continue;
    const copy = { ...disk, file };
    const fault = await targetFault(copy);
    // Where there is none any more, it is no copy.
    if (fault?.kind === 'gone') continue;
    const reason = fault ? fault.clause : (await fileFault(copy, signal))?.reason;
    if (reason === undefined) return { sound: file, unsound };
    unsound.push({ file, reason });
  }
  return { unsound };
}

/** A link whose target is read from another file. */
export function withFile({ run, disk }: Link, file: string): Link {
  return { run, disk: { ...disk, file, itself: file } };
}
