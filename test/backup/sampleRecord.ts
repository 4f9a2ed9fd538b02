import { DEFAULT_RUN_OPTIONS } from '../../engine/backup/options';
import type { RunRecord } from '../../engine/backup/records/runRecord';

/** The record of a run that has just begun. */
export function sampleRecord(over: Partial<RunRecord> = {}): RunRecord {
  const run = over.run ?? '20261125-101500-ab12';
  return {
    version: 1,
    run,
    origin: 'ours',
    name: 'nightly',
    definition: { dialect: 'libvirt', mode: 'push', disks: 'all' },
    document: '<domainbackup/>',
    machine: { name: 'guest1', version: '7.2.22', socket: '/run/guest1.qmp' },
    locality: 'local',
    options: DEFAULT_RUN_OPTIONS,
    disks: [
      {
        disk: 'vda',
        index: 0,
        node: 'libvirt-1-format',
        source: '/images/vda.qcow2',
        size: 1024,
        copy: { kind: 'full' },
        job: `domainbackup.${run}.0.vda`,
        target: {
          type: 'file',
          path: '/backup/vda',
          format: 'qcow2',
          writtenTo: `/backup/vda.${run}.partial`,
        },
      },
    ],
    state: 'preparing',
    preparedAt: 1_700_000_000_000,
    ...over,
  };
}
