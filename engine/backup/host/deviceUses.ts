import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { readBlockDevice, type BlockDevice } from './blockDevice';
import { deviceNumber } from './deviceNumber';
import { look } from './files';

/**
 * What a block device is used for by the system.
 * - `mounted`: `by` is the mount point
 * - `swap`: the system swaps to it
 * - `held`: another device is built on it, such as of LVM, a RAID or an encrypted one; `by` is that device
 * - `exclusive`: the system, or another program, holds it for itself; by what is not known
 */
export interface DeviceUse {
  kind: 'mounted' | 'swap' | 'held' | 'exclusive';
  /** The device itself, its partition, or the disk it is a partition of: `/dev/sdb1`. */
  device: string;
  by?: string;
}

/** The kernel writes blanks and the like in these tables as `\040`. */
const unescape = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

async function table(file: string): Promise<string[][]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').map((line) => line.split(/[ \t]+/).map(unescape));
}

/** The number of the block device at a path; `undefined` where there is none. */
async function numberAt(file: string | undefined): Promise<string | undefined> {
  if (!file?.startsWith('/')) return undefined;
  const found = await look(file, 'links').catch(() => undefined);
  return found?.isBlockDevice() ? deviceNumber(found.rdev) : undefined;
}

/** The mount points of each device, by its number (proc(5), `mountinfo`). */
async function mounts(): Promise<[number: string, mountPoint: string][]> {
  const found: [string, string][] = [];
  for (const fields of await table('/proc/self/mountinfo')) {
    const [, , number = '', , mountPoint = ''] = fields;
    found.push([number, mountPoint]);
    // A file system of several devices, such as btrfs, has a number of its own, and names one of them.
    const source = fields[fields.indexOf('-') + 2];
    const named = await numberAt(source);
    if (named !== undefined && named !== number) found.push([named, mountPoint]);
  }
  return found;
}

async function swaps(): Promise<(string | undefined)[]> {
  return Promise.all((await table('/proc/swaps')).map(([file]) => numberAt(file)));
}

/** Whether somebody holds a device for himself, by the kernel's own answer; without the right to ask, `no`. */
async function isHeld(file: string): Promise<boolean> {
  try {
    await (await open(file, constants.O_RDONLY | constants.O_EXCL)).close();
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EBUSY';
  }
}

/**
 * What a device is used for: itself, its partitions, or the disk that it is a partition of.
 * @param file its path
 */
export async function deviceUses(file: string, device: BlockDevice): Promise<DeviceUse[]> {
  const family = [device];
  for (const number of [...device.partitions, ...(device.disk === undefined ? [] : [device.disk])]) {
    const relative = await readBlockDevice(number);
    if (relative) family.push(relative);
  }
  const [mounted, swapped] = await Promise.all([mounts(), swaps()]);
  const uses: DeviceUse[] = [];
  for (const { number, name, holders } of family) {
    const own = `/dev/${name}`;
    for (const [mount, by] of mounted) {
      if (mount === number) uses.push({ kind: 'mounted', device: own, by });
    }
    if (swapped.includes(number)) uses.push({ kind: 'swap', device: own });
    for (const holder of holders) uses.push({ kind: 'held', device: own, by: `/dev/${holder}` });
  }
  if (uses.length === 0 && (await isHeld(file))) uses.push({ kind: 'exclusive', device: file });
  return uses;
}
