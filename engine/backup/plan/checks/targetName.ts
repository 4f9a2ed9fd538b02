import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { PlanFinding } from '../../errors';
import type { PlannedDisk } from '../backupPlan';
import { about } from './scene';

/** Whether a file system takes a name, which is for it to say: most take 255 bytes, some fewer. */
async function isTooLong(file: string): Promise<boolean> {
  return lstat(file).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENAMETOOLONG',
  );
}

/** A file target's name must fit, also while the run's id is added to it. */
export async function checkName(disk: PlannedDisk): Promise<PlanFinding[]> {
  const { path: target, writtenTo } = disk.target;
  if (!(await isTooLong(writtenTo))) return [];
  const bytes = (file: string) => Buffer.byteLength(path.posix.basename(file));
  const meanwhile = writtenTo === target ? '' : `, and ${bytes(writtenTo)} while it is written`;
  const message =
    `the name of its target has ${bytes(target)} bytes${meanwhile}, which is more than ` +
    `the file system of "${path.posix.dirname(target)}" takes; choose a shorter one.`;
  return [about(disk, 'error', 'name-too-long', message)];
}
