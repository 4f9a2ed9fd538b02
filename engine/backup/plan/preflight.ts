import { constants, type Stats } from 'node:fs';
import { access, lstat, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PlanFinding } from '../errors';
import type { Machine } from '../machine/machine';
import type { Locality, PlannedDisk } from './backupPlan';

/** What the file system says of a path; `undefined` where there is nothing. */
async function look(file: string, follow: 'links' | 'itself'): Promise<Stats | undefined> {
  try {
    return follow === 'links' ? await stat(file) : await lstat(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Why a target cannot be written to, as far as the file system tells. */
type Trouble = [code: string, message: string];

/** What is said of a file in the way. */
export function existsAlready(file: string): string {
  return `"${file}" exists already, and nothing existing is overwritten; choose another target or move it away.`;
}

/** What is said of a device that cannot hold a disk; sizes in bytes. */
export function tooSmall(device: string, available: number, size: number): string {
  return `the device "${device}" has ${available} bytes, and the disk needs ${size}; choose a larger device.`;
}

async function checkFile(target: string): Promise<Trouble | undefined> {
  const folder = path.posix.dirname(target);
  const parent = await look(folder, 'links');
  if (!parent) return ['folder-missing', `the folder "${folder}" of its target does not exist; create it.`];
  if (!parent.isDirectory()) return ['folder-missing', `"${folder}" is not a folder; choose another target.`];
  if (await isReadOnly(folder))
    return ['folder-read-only', `the folder "${folder}" is on a read-only file system.`];
  // A dangling link would be followed by QEMU, so the link itself counts.
  if (await look(target, 'itself')) {
    return ['target-exists', existsAlready(target)];
  }
  return undefined;
}

/** Whether nobody may write into a folder. What only this program's user may not do, QEMU's may. */
async function isReadOnly(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'EROFS',
  );
}

/** A block device's size in bytes, by its number, as Linux tells it; `undefined` where that is not known. */
async function deviceSize(rdev: number): Promise<number | undefined> {
  const major = (rdev >> 8) & 0xfff;
  const minor = (rdev & 0xff) | ((rdev >> 12) & 0xfff00);
  try {
    // The kernel counts in sectors of 512 bytes here, whatever the device's own sectors are.
    return Number(await readFile(`/sys/dev/block/${major}:${minor}/size`, 'utf8')) * 512;
  } catch {
    return undefined;
  }
}

async function checkDevice({ target: { path: device }, size }: PlannedDisk): Promise<Trouble | undefined> {
  const found = await look(device, 'links');
  if (!found) return ['device-missing', `the block device "${device}" does not exist.`];
  if (!found.isBlockDevice()) {
    return ['not-a-device', `"${device}" is not a block device; use type="file" for an image file.`];
  }
  const available = await deviceSize(found.rdev);
  if (available !== undefined && available < size)
    return ['device-too-small', tooSmall(device, available, size)];
  return undefined;
}

/**
 * Looks at the targets of a plan: nothing existing may be overwritten, nothing that QEMU uses may be written to.
 * Over a remote socket only the latter can be told.
 */
export async function checkTargets(
  disks: readonly PlannedDisk[],
  machine: Machine,
  locality: Locality,
): Promise<PlanFinding[]> {
  const inUse = new Set(machine.openFiles);
  if (locality === 'local') for (const file of machine.openFiles) inUse.add(await resolved(file));
  const findings = disks.map(async (planned): Promise<PlanFinding[]> => {
    const { disk, target } = planned;
    const finding = ([code, message]: Trouble): PlanFinding[] => [
      { disk, severity: 'error', code, message: `Disk "${disk}": ${message}` },
    ];
    const real = locality === 'local' ? await resolved(target.path) : target.path;
    if (inUse.has(target.path) || inUse.has(real)) {
      return finding([
        'target-in-use',
        `"${target.path}" is in use by the machine itself; choose another target.`,
      ]);
    }
    if (locality === 'remote') return [];
    try {
      const trouble = await (target.type === 'file' ? checkFile(target.path) : checkDevice(planned));
      return trouble ? finding(trouble) : [];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return finding(['target-unreadable', `"${target.path}" cannot be looked at: ${reason}.`]);
    }
  });
  return (await Promise.all(findings)).flat();
}

/** The one name of a target that may have several, by links on the way to it; it need not exist. */
export async function canonicalTarget(target: string, locality: Locality): Promise<string> {
  if (locality === 'remote') return target;
  return path.posix.join(await resolved(path.posix.dirname(target)), path.posix.basename(target));
}

/** A path with its links followed: a device has many names, and one of them may be a disk of the machine. */
async function resolved(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}
