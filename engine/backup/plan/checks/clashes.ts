import path from 'node:path';
import type { PlanFinding } from '../../errors';
import { deviceNumber } from '../../host/deviceNumber';
import { look, resolved } from '../../host/files';
import type { Locality, PlannedDisk } from '../backupPlan';
import { about, type Scene } from './scene';

/** What a target is, whatever it is called: a device by its number, a file by its real folder and its name. */
async function targetIdentity(
  { type, path: target }: PlannedDisk['target'],
  locality: Locality,
): Promise<string> {
  if (locality === 'remote') return target;
  if (type === 'block') {
    const found = await look(target, 'links').catch(() => undefined);
    if (found?.isBlockDevice()) return `device ${deviceNumber(found.rdev)}`;
  }
  return path.posix.join(await resolved(path.posix.dirname(target)), path.posix.basename(target));
}

/** Two entries of a document may mean one disk by different names, or write to one target. */
export async function findClashes({ disks, locality }: Scene): Promise<PlanFinding[]> {
  const findings: PlanFinding[] = [];
  const targets = await Promise.all(disks.map(({ target }) => targetIdentity(target, locality)));
  for (const [position, disk] of disks.entries()) {
    for (const [before, earlier] of disks.slice(0, position).entries()) {
      if (earlier.node === disk.node) {
        const message = `this is the same disk as "${earlier.disk}"; list it once.`;
        findings.push(about(disk, 'error', 'disk-listed-twice', message));
      }
      if (targets[before] === targets[position]) {
        const message = `"${disk.target.path}" is the target of "${earlier.disk}", too; give each its own.`;
        findings.push(about(disk, 'error', 'target-used-twice', message));
      }
    }
  }
  return findings;
}
