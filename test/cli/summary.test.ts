import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarise } from '../../cli/output/summary';

test('of a disk that was cancelled for another it is said once, and the sentence ends once', () => {
  const lines = summarise({
    run: '20261130-010203-abcd',
    outcome: 'failed',
    disks: [
      {
        disk: 'vda',
        target: '/b/vda',
        outcome: 'failed',
        copied: 0,
        side: 'target',
        error: 'No space left.',
      },
      {
        disk: 'vdb',
        target: '/b/vdb',
        outcome: 'cancelled',
        copied: 0,
        error: 'Cancelled because vda failed.',
        remains: '/b/vdb.partial',
      },
      { disk: 'vdc', target: '/b/vdc', outcome: 'cancelled', copied: 0 },
    ],
  });
  assert.deepEqual(lines, [
    'Backup 20261130-010203-abcd failed.',
    '  vda: failed, writing the target: No space left.',
    '  vdb: Cancelled because vda failed; what it wrote so far is in "/b/vdb.partial"',
    '  vdc: cancelled',
  ]);
});
