import type { DiskProgress, RunResult, RunSnapshot } from '../../engine';

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

/**
 * How a run has ended, with why it was lost as its row tells it: a look at the machine since then may have shown that
 * another QEMU answers there.
 * @param shown where its row is found
 */
export function asShown(
  result: RunResult,
  shown: { findRun(id: string): { snapshot: RunSnapshot } | undefined },
): RunResult {
  const loss = shown.findRun(result.run)?.snapshot.loss;
  return loss === undefined ? result : { ...result, loss };
}
