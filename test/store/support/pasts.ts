import type { PastRun } from '../../../client/history/pastRun';

/** A past backup with everything that a test does not care about filled in. */
export function past(run: string, more: Partial<PastRun> = {}): PastRun {
  return {
    run,
    name: run,
    outcome: 'completed',
    startedAt: 0,
    endedAt: 1,
    machine: { version: '7.2.22', socket: '/alpha' },
    mode: 'full',
    document: '<domainbackup/>',
    disks: [],
    manifest: 'known',
    log: 'none',
    ...more,
  };
}
