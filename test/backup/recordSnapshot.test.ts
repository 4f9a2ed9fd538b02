import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshotOf } from '../../engine/backup/records/recordSnapshot';
import { sampleRecord } from './sampleRecord';

test('a run that has ended is told with what its disks had copied, where anybody was told', () => {
  const told = { disk: 'vda', target: '/backup/vda', outcome: 'cancelled', copied: 256 } as const;
  const ended = sampleRecord({ state: 'ended', outcome: 'cancelled', results: [told] });
  assert.equal(snapshotOf(ended).current, 256);
  const { copied: _, ...untold } = told;
  assert.equal(snapshotOf({ ...ended, results: [untold] }).current, 0);
  const completed = { ...untold, outcome: 'completed' } as const;
  assert.equal(snapshotOf({ ...ended, outcome: 'completed', results: [completed] }).current, 1024);
});
