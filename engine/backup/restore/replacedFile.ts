import type { Link } from '../catalogue/diskChain';
import { targetFault } from '../catalogue/targetFault';
import { digestFile } from '../images/digest';
import { ofRun, told, type Told } from '../names/told';
import type { Damage } from './chainDamage';

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

/**
 * Another copy of a target that is as it was written, where a manifest tells of one and a digest can tell.
 * @param but paths that are not meant
 * @returns its absolute path
 * @throws the signal's reason
 */
export async function soundCopyOf(
  { disk }: Link,
  { but, signal }: { but: ReadonlySet<string>; signal?: AbortSignal | undefined },
): Promise<string | undefined> {
  const { claims, itself, sha256, type } = disk;
  if (sha256 === undefined || type === 'block') return undefined;
  for (const file of new Set(claims)) {
    if (file === itself || but.has(file) || (await targetFault({ ...disk, file }))) continue;
    try {
      if ((await digestFile(file, { signal })).sha256 === sha256) return file;
    } catch {
      signal?.throwIfAborted();
      // One that cannot be read is no way out.
    }
  }
  return undefined;
}

/** A link whose target is read from another file. */
export function withFile({ run, disk }: Link, file: string): Link {
  return { run, disk: { ...disk, file, itself: file } };
}
