import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

/** A block device as Linux tells of it in sysfs. */
export interface BlockDevice {
  /** `MAJOR:MINOR`. */
  number: string;
  /** The kernel's name for it: `sdb1`. */
  name: string;
  /** In bytes. */
  size: number;
  access: 'read-only' | 'writable';
  /** The numbers of its partitions. */
  partitions: string[];
  /** Of a partition: the number of the disk it is on. */
  disk?: string;
  /** The devices that are built on top of it, such as `dm-0` or `md0`. */
  holders: string[];
}

/** The kernel counts in sectors of 512 bytes here, whatever the device's own sectors are. */
const SECTOR = 512;

async function listing(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/**
 * Looks a block device up by its number.
 * @param sysfs where sysfs is mounted
 * @returns `undefined` where there is no sysfs, or no such device in it
 */
export async function readBlockDevice(number: string, sysfs = '/sys'): Promise<BlockDevice | undefined> {
  try {
    const folder = await realpath(path.join(sysfs, 'dev/block', number));
    const attribute = async (...names: string[]) =>
      (await readFile(path.join(folder, ...names), 'utf8').catch(() => '')).trim();
    const entries = await listing(folder);
    const partitions: string[] = [];
    for (const entry of entries) {
      if ((await attribute(entry, 'partition')) !== '') partitions.push(await attribute(entry, 'dev'));
    }
    const disk = (await attribute('partition')) === '' ? '' : await attribute('..', 'dev');
    return {
      number,
      name: path.basename(folder),
      size: Number(await attribute('size')) * SECTOR,
      access: (await attribute('ro')) === '1' ? 'read-only' : 'writable',
      partitions,
      ...(disk !== '' && { disk }),
      holders: await listing(path.join(folder, 'holders')),
    };
  } catch {
    return undefined;
  }
}
