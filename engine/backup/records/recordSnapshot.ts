import { totals } from '../jobs/totals';
import type { DiskProgress, RunSnapshot } from '../model';
import { endingOf } from './keepRecord';
import type { RunRecord } from './runRecord';

/**
 * A run as its record alone tells of it: how it ended, or, of one that has not, that it is being prepared, or runs.
 * Bytes are those of completed disks, and of the others what they had copied at their end, where anybody was told.
 */
export function snapshotOf(record: RunRecord): RunSnapshot {
  const { run, name, state, preparedAt, startedAt = preparedAt, endedAt } = record;
  const { outcome, loss, disks: results } = endingOf(record);
  const going = state === 'preparing' ? 'starting' : 'running';
  const planned = record.disks.map(({ disk, job, size, target }): DiskProgress => ({
    disk,
    job,
    target: target.path,
    state: going,
    current: 0,
    total: size,
  }));
  const ended = results.map(({ disk, target, outcome: own, copied = 0, error, remains }): DiskProgress => {
    const total = planned.find((one) => one.disk === disk)?.total ?? 0;
    const job = planned.find((one) => one.disk === disk)?.job ?? '';
    const current = own === 'completed' ? total : Math.min(copied, total);
    return {
      disk,
      job,
      target,
      state: own,
      current,
      total,
      ...(error !== undefined && { error }),
      ...(remains !== undefined && { remains }),
    };
  });
  const disks = state === 'ended' && ended.length > 0 ? ended : planned;
  return {
    run,
    origin: record.origin === 'ours' ? 'recorded' : 'foreign',
    name,
    state: state === 'ended' ? outcome : going,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...totals(disks),
    contact: { kind: 'answering' },
    ...(loss !== undefined && { loss }),
    disks,
  };
}
