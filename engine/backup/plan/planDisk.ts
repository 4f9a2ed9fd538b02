import path from 'node:path';
import type { PlannedDisk } from './backupPlan';
import type { PlanFinding } from '../errors';
import type { Drive } from '../machine/machine';
import { jobId, type RunId } from '../names/runId';
import { mention, told } from '../names/told';
import type { RunNames } from './inspectBackup';
import type { Selected } from './selectDisks';

/** libvirt's rule for a disk without a target: the source's path, and the backup's time as a suffix. */
function generatedPath(drive: Drive, suffix: number): string | undefined {
  if (drive.path === undefined || drive.path.startsWith('/dev/')) return undefined;
  return `${drive.path}.${suffix}`;
}

/** The bytes of a disk's images; the disk's size where that cannot be told. */
function allocatedBytes({ images, size }: Drive): number {
  const bytes = images.reduce((sum, { allocated = size }) => sum + allocated, 0);
  return images.length === 0 ? size : Math.min(bytes, size);
}

/** What is said of a disk that is being backed up. @param run absent where another program's job does that */
export function beingBackedUp(disk: string, run: RunId | undefined): PlanFinding {
  const by = run === undefined ? '' : mention(run, ' by backup ');
  const what = told`Disk "${disk}" is being backed up right now${by}; wait for that to end, or cancel it.`;
  return { disk, severity: 'error', code: 'backup-running', ...what };
}

/** Works out one disk's backup, or what stands against it. */
export function planDisk(
  { name, drive, definition }: Selected,
  index: number,
  { run, suffix }: RunNames,
): PlannedDisk | PlanFinding {
  const finding = (code: string, message: string): PlanFinding => ({
    disk: name,
    severity: 'error',
    code,
    message: `Disk "${name}" ${message}`,
  });
  if (drive.node === undefined)
    return finding('no-medium', 'has no medium; insert one, or exclude the disk with backup="no".');
  if (drive.busy === 'backup') return beingBackedUp(name, drive.run);
  if (drive.busy !== 'no')
    return finding(
      'job-running',
      `is in use by a block job (${drive.busy}); wait for that to end, or cancel it.`,
    );

  const { type = 'file', path: wanted, format } = definition?.target ?? {};
  // A file name can be made up beside the source's, a block device cannot.
  const target = wanted ?? (type === 'file' ? generatedPath(drive, suffix) : undefined);
  if (target === undefined)
    return finding(
      'no-target',
      'names no target, and none can be made up beside its source, which has no absolute path; add <target>.',
    );
  if (!path.posix.isAbsolute(target)) {
    // The language allows Windows paths. To QEMU on this host they would be relative, to a folder that nobody chose.
    return finding(
      'relative-target',
      `names the target "${target}", which is not an absolute path on this host.`,
    );
  }
  const targetPath = path.posix.normalize(target);
  if (targetPath.endsWith('/'))
    return finding(
      'target-is-folder',
      `names the folder "${target}" as its target; name a file or a device.`,
    );
  return {
    disk: name,
    index,
    node: drive.node,
    ...(drive.path !== undefined && { source: drive.path }),
    size: drive.size,
    job: jobId(run, index, name),
    copy: { kind: 'full' },
    data: allocatedBytes(drive),
    target: { type, path: targetPath, format: format === 'raw' ? 'raw' : 'qcow2', writtenTo: targetPath },
  };
}
