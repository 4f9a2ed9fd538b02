import type { PlanFinding } from '../../errors';
import { about, type Scene } from './scene';

/** QEMU refuses a second job of the same id, be the first one under way or waiting to be dismissed. */
export function findJobIds({ disks, jobs }: Scene): PlanFinding[] {
  const taken = new Map(jobs.map((job) => [job.id, job]));
  return disks.flatMap((disk) => {
    const job = taken.get(disk.job);
    if (!job) return [];
    const message = `QEMU has a job "${disk.job}" already (${job.type}, ${job.status}); dismiss it, and plan again.`;
    return [about(disk, 'error', 'job-exists', message)];
  });
}
