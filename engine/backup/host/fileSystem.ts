import { stat, statfs } from 'node:fs/promises';

/** The space of the file system that a folder is on. */
export interface Space {
  /** The same for all folders of one file system. */
  fileSystem: number;
  /** Bytes that may still be written. */
  free: number;
  /**
   * `plain`: what is written takes its length; `shrinking`: it may take less (compression, shared blocks, a server that decides), so
   * that a lack of space cannot be known in advance.
   */
  kind: 'plain' | 'shrinking';
}

/**
 * The magic numbers (statfs(2)) of file systems that store bytes as they are: ext2 to ext4, tmpfs, VFAT, F2FS. Others may
 * compress, or share blocks between files.
 */
const PLAIN = new Set([0xef53, 0x01021994, 0x4d44, 0xf2f52010]);

/**
 * Asks for the space of a folder.
 * @param writer whether it is root that writes: some file systems keep a part for root alone
 * @returns `undefined` where there is no such folder, or it may not be looked at
 */
export async function readSpace(folder: string, writer: 'root' | 'user'): Promise<Space | undefined> {
  try {
    const [{ dev }, { bsize, bavail, bfree, type }] = await Promise.all([stat(folder), statfs(folder)]);
    const free = (writer === 'root' ? bfree : bavail) * bsize;
    return { fileSystem: dev, free, kind: PLAIN.has(type) ? 'plain' : 'shrinking' };
  } catch {
    return undefined;
  }
}
