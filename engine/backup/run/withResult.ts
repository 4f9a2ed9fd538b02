import type { DiskProgress, RunResult } from '../model';

/**
 * A disk as its run's result tells of it, once there is one. That knows more than the disk's job has told, and maybe
 * something else: another client may have settled the run while this one had no connection.
 */
export function withResult(disk: DiskProgress, result: RunResult | undefined): DiskProgress {
  const own = result?.disks.find((one) => one.disk === disk.disk);
  if (own === undefined) return disk;
  const { error: _error, side: _side, remains: _remains, ...known } = disk;
  const { outcome, error, side, remains } = own;
  return {
    ...known,
    state: outcome,
    current: outcome === 'completed' ? known.total : known.current,
    ...(error !== undefined && { error }),
    ...(side !== undefined && { side }),
    ...(remains !== undefined && { remains }),
  };
}
