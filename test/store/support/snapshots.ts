import type { DiskProgress, RunSnapshot } from '../../../engine';

/** A disk's progress with everything that a test does not care about filled in. */
export function disk(name: string, more: Partial<DiskProgress> = {}): DiskProgress {
  return {
    disk: name,
    job: `job-${name}`,
    target: `/${name}`,
    state: 'running',
    current: 0,
    total: 100,
    ...more,
  };
}

/** A run's snapshot with everything that a test does not care about filled in. */
export function snapshot(run: string, more: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    run,
    name: run,
    state: 'running',
    startedAt: 0,
    current: 0,
    total: 100,
    contact: { kind: 'answering' },
    disks: [disk('vda')],
    ...more,
  };
}
