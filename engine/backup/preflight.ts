import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PlanFinding } from './errors';
import type { Machine } from './machine';
import { partialPath } from './partial';
import type { Locality, PlannedDisk } from './backupPlan';

/** What the file system says of a path; `undefined` where there is nothing. */
async function look(
  file: string,
  follow: 'links' | 'itself',
): Promise<Awaited<ReturnType<typeof stat>> | undefined> {
  try {
    return follow === 'links' ? await stat(file) : await lstat(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Why a target cannot be written to, as far as the file system tells. */
async function checkFile(target: string): Promise<[code: string, message: string] | undefined> {
  const folder = path.posix.dirname(target);
  const parent = await look(folder, 'links');
  if (!parent) return ['folder-missing', `the folder "${folder}" of its target does not exist; create it.`];
  if (!parent.isDirectory()) return ['folder-missing', `"${folder}" is not a folder; choose another target.`];
  // A dangling link would be followed by QEMU, so the link itself counts.
  for (const file of [target, partialPath(target)]) {
    if (await look(file, 'itself')) {
      return [
        'target-exists',
        `"${file}" exists already, and nothing existing is overwritten; choose another target or move it away.`,
      ];
    }
  }
  return undefined;
}

async function checkDevice(target: string): Promise<[code: string, message: string] | undefined> {
  const found = await look(target, 'links');
  if (!found) return ['device-missing', `the block device "${target}" does not exist.`];
  if (!found.isBlockDevice())
    return ['not-a-device', `"${target}" is not a block device; use type="file" for an image file.`];
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
  const findings = disks.map(async ({ disk, target }): Promise<PlanFinding[]> => {
    const finding = ([code, message]: [string, string]): PlanFinding[] => [
      { disk, code, message: `Disk "${disk}": ${message}` },
    ];
    if (inUse.has(target.path)) {
      return finding([
        'target-in-use',
        `"${target.path}" is in use by the machine itself; choose another target.`,
      ]);
    }
    if (locality === 'remote') return [];
    try {
      const problem = await (target.type === 'file' ? checkFile(target.path) : checkDevice(target.path));
      return problem ? finding(problem) : [];
    } catch (error) {
      return finding([
        'target-unreadable',
        `"${target.path}" cannot be looked at: ${(error as Error).message}.`,
      ]);
    }
  });
  return (await Promise.all(findings)).flat();
}
