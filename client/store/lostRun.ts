import type { DiskProgress, RunSnapshot } from '../../engine';

/** A run whose QEMU has gone. Even of a job that was done, the last writes may not have arrived. */
export function lost(snapshot: RunSnapshot): RunSnapshot {
  const hasFailed = (state: DiskProgress['state']): boolean => state === 'failed' || state === 'cancelled';
  if (hasFailed(snapshot.state)) return snapshot;
  const disks = snapshot.disks.map((disk): DiskProgress => {
    if (hasFailed(disk.state)) return disk;
    const { rate: _, ...rest } = disk;
    return { ...rest, state: 'unknown' };
  });
  return { ...snapshot, state: 'unknown', loss: 'gone', disks };
}
