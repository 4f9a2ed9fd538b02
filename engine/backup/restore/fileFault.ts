import type { CatalogueDisk } from '../catalogue/catalogue';
import { targetFault } from '../catalogue/targetFault';
import { digestFile } from '../images/digest';
import { isDenied, reasonOf } from '../records/reasonOf';

/** What speaks against a file of a chain. */
export interface FileFault {
  /** `denied`: it may not be read, so nobody knows; `unreadable`: its storage fails; `changed`: it differs. */
  kind: 'denied' | 'unreadable' | 'changed';
  /** A clause to stand behind its name. */
  reason: string;
}

/** What this host lacks, which says nothing of a file. */
const OF_HOST = ['EMFILE', 'ENFILE', 'ENOMEM'];

/**
 * Reads a file of a chain, and says what speaks against it: that it is not as it was written, as far as a digest tells,
 * or cannot be read, as where a medium has bad sectors.
 * @throws {Error} where this host lacks what that takes
 * @throws the signal's reason
 */
export async function fileFault(disk: CatalogueDisk, signal?: AbortSignal): Promise<FileFault | undefined> {
  const { file, type, size, sha256 } = disk;
  if (sha256 === undefined) {
    const fault = await targetFault(disk);
    return fault && { kind: fault.kind === 'unseen' ? 'denied' : 'changed', reason: fault.clause };
  }
  try {
    const part = type === 'block' && size !== undefined ? { length: size } : {};
    const digest = await digestFile(file, { signal, ...part });
    return digest.sha256 === sha256
      ? undefined
      : { kind: 'changed', reason: 'is no longer what was backed up' };
  } catch (error) {
    signal?.throwIfAborted();
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === '' || OF_HOST.includes(code)) throw error;
    const kind = isDenied(error) ? 'denied' : 'unreadable';
    return { kind, reason: `cannot be read: ${reasonOf(error)}` };
  }
}
