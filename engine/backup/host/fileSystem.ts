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

/** The magic numbers of file systems in which the kernel shows itself, and nobody can make a file. */
const KERNEL: Record<number, string> = {
  0x9fa0: 'proc',
  0x62656572: 'sysfs',
  0x27e0eb: 'cgroup',
  0x63677270: 'cgroup2',
  0x1cd1: 'devpts',
  0x64626720: 'debugfs',
  0x74726163: 'tracefs',
  0x73636673: 'securityfs',
  0xf97cff8c: 'selinuxfs',
  0x62656570: 'configfs',
  0xcafe4a11: 'bpf',
  0x65735543: 'fusectl',
};

/** The kernel's own file system that a folder is of; `undefined` where files can be made. */
export async function kernelFileSystem(folder: string): Promise<string | undefined> {
  return statfs(folder).then(
    ({ type }) => KERNEL[type],
    () => undefined,
  );
}

/**
 * Asks for the space of a folder.
 * @param writer whether it is root that writes: some file systems keep a part for root alone
 * @returns `undefined` where there is no such folder, it may not be looked at, or its file system counts no space
 */
export async function readSpace(folder: string, writer: 'root' | 'user'): Promise<Space | undefined> {
  try {
    const [{ dev }, { bsize, blocks, bavail, bfree, type }] = await Promise.all([
      stat(folder),
      statfs(folder),
    ]);
    // A tmpfs without a limit, and what is no storage at all.
    if (blocks === 0) return undefined;
    const free = (writer === 'root' ? bfree : bavail) * bsize;
    return { fileSystem: dev, free, kind: PLAIN.has(type) ? 'plain' : 'shrinking' };
  } catch {
    return undefined;
  }
}
