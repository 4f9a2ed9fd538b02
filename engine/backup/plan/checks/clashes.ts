import type { PlanFinding } from '../../errors';
import { targetIdentity } from '../targetIdentity';
import { about, type Scene } from './scene';

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
