import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { leftFiles } from '../../engine/backup/catalogue/leftFiles';
import { whyLeft } from '../../engine/backup/catalogue/whyLeft';
import type { RunRecord } from '../../engine/backup/records/runRecord';
import { sampleRecord } from '../backup/sampleRecord';
import { folderFor } from '../support/folderFor';

test('a record tells of the file that its run has left, until a later backup has completed there', async (t) => {
  const file = path.join(await folderFor(t), 'a.qcow2');
  const [disk] = sampleRecord().disks;
  const disks = [{ ...disk!, target: { ...disk!.target, path: file, writtenTo: file } }];
  const ended = (run: string, outcome: 'failed' | 'completed', over: Partial<RunRecord> = {}) => {
    const left = outcome === 'failed' ? { remains: file } : {};
    const results = [{ disk: 'vda', target: file, outcome, ...left }];
    return sampleRecord({ run, disks, state: 'ended', endedAt: 2, outcome, results, ...over });
  };
  const known = async (...records: RunRecord[]) => [...(await leftFiles({ runs: [], records }))];
  const [first, later] = ['20261125-101500-aaaa', '20261125-101500-bbbb'];
  const failed = ended(first, 'failed');
  assert.deepEqual(await known(failed), [[file, first]]);
  const why = `"${file}" is no backup: it was written by run ${first}, which did not complete: its outcome is "failed".`;
  assert.deepEqual(await whyLeft(file, { runs: [], records: [failed] }), { kind: 'refused', why });
  assert.deepEqual(await known(ended(later, 'completed'), failed), []);
  assert.deepEqual(await known(failed, sampleRecord({ run: later, disks })), [[file, later]]);
  // What it had not made, or made on another host, says nothing about a file of that name.
  assert.deepEqual(
    await known({ ...failed, results: [] }, ended(first, 'failed', { locality: 'remote' })),
    [],
  );
});
