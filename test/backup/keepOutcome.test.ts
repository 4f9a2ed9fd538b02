import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { openRunRecords } from '../../engine';
import { keepOutcome } from '../../engine/backup/run/keepOutcome';
import { sampleRecord } from './sampleRecord';
import { folderFor } from './support';

test('of two that settle one backup, the one that knows less does not overwrite what the other has recorded meanwhile', async (t) => {
  const records = openRunRecords(path.join(await folderFor(t), 'runs'));
  const record = sampleRecord({ locality: 'remote', state: 'started', startedAt: 1_700_000_001_000 });
  await records.write(record);
  const ending = (outcome: 'completed' | 'unknown') => ({
    outcome,
    disks: [{ disk: 'vda', target: '/backup/vda', outcome }],
  });
  let reads = 0;
  const slow = {
    ...records,
    async read(run: string) {
      const before = await records.read(run);
      reads += 1;
      if (reads === 1) await keepOutcome(records, run, ending('completed'));
      return before;
    },
  };
  const kept = await keepOutcome(slow, record.run, ending('unknown'));
  assert.equal(kept.ending.outcome, 'completed');
  assert.equal((await records.read(record.run))?.outcome, 'completed');
});
