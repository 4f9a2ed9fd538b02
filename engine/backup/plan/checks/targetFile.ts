import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { PlanFinding } from '../../errors';
import { look } from '../../host/files';
import { kernelFileSystem } from '../../host/fileSystem';
import { isLockedForWriting } from '../../host/imageLocks';
import { parsePartial } from '../../names/partialName';
import type { RunId } from '../../names/runId';
import type { Told } from '../../names/told';
import type { PlannedDisk } from '../backupPlan';
import { checkPermission } from './permission';
import { about, type Scene } from './scene';
import { usedBy } from './targetInUse';
import { checkName } from './targetName';

/** What is said of a file in the way. */
export function existsAlready(file: string): string {
  return `"${file}" exists already, and nothing existing is overwritten; choose another target or move it away.`;
}

/** What is said of a device that is to be a file: which of them was meant nobody else can tell. */
function deviceAsFile(file: string): string {
  return `"${file}" is a block device, and no file; to overwrite it, write type="block" and <target dev="${file}"/>.`;
}

/** Whether nobody may write into a folder. What only this program's user may not do, QEMU's may. */
async function isReadOnly(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'EROFS',
  );
}

/** The run that writes to a file target right now, whichever machine's it is; what has been left there is nobody's. */
async function writingRun(folder: string, target: string): Promise<RunId | undefined> {
  // A folder that may be written to and not be read tells nothing.
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const file = path.posix.join(folder, name);
    const partial = parsePartial(file);
    if (partial?.target === target && (await isLockedForWriting(file))) return partial.run;
  }
  return undefined;
}

/** A file target must not exist, and QEMU must be able to make it. */
export async function checkFile(scene: Scene, disk: PlannedDisk): Promise<PlanFinding[]> {
  const target = disk.target.path;
  const folder = path.posix.dirname(target);
  const error = (code: string, message: string | Told) => [about(disk, 'error', code, message)];
  const parent = await look(folder, 'links');
  if (!parent)
    return error(
      'folder-missing',
      `the folder "${folder}" of its target does not exist; create it, or mount what it is on.`,
    );
  if (!parent.isDirectory())
    return error('folder-missing', `"${folder}" is not a folder; choose another target.`);
  if ((await look(target, 'links').catch(() => undefined))?.isBlockDevice())
    return error('target-exists', deviceAsFile(target));
  const kernel = await kernelFileSystem(folder);
  if (kernel !== undefined) {
    const message =
      `the folder "${folder}" of its target belongs to the kernel (${kernel}), ` +
      'and no file can be made in it; choose another target.';
    return error('no-files-there', message);
  }
  const name = await checkName(disk);
  if (name.length > 0) return name;
  // A dangling link would be followed by QEMU, so the link itself counts.
  if (await look(target, 'itself')) return error('target-exists', existsAlready(target));
  const run = await writingRun(folder, target);
  if (run !== undefined) return error('target-in-use', usedBy(target, run));
  if (await isReadOnly(folder))
    return error(
      'folder-read-only',
      `the folder "${folder}" is on a read-only file system; choose another target.`,
    );
  return checkPermission(scene, disk, folder, 'folder');
}
