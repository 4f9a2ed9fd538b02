import type { Link } from '../catalogue/diskChain';
import { targetFault } from '../catalogue/targetFault';
import { digestFile } from '../images/digest';

/**
 * Another copy of a target that is as it was written, where a manifest tells of one and a digest can tell.
 * @returns its absolute path
 * @throws the signal's reason
 */
export async function soundCopyOf({ disk }: Link, signal?: AbortSignal): Promise<string | undefined> {
  const { claims, itself, sha256, type } = disk;
  if (sha256 === undefined || type === 'block') return undefined;
  for (const file of new Set(claims)) {
    if (file === itself || (await targetFault({ ...disk, file }))) continue;
    try {
      if ((await digestFile(file, { signal })).sha256 === sha256) return file;
    } catch {
      signal?.throwIfAborted();
      // One that cannot be read is no way out.
    }
  }
  return undefined;
}

/** What is said of a sound copy, as a sentence to stand behind what is wrong with the other one. */
export function aboutCopy(copy: string | undefined): string {
  return copy === undefined
    ? ''
    : ` A copy that is as it was written is "${copy}": restore that, by its name, or put it in the place of the other.`;
}
