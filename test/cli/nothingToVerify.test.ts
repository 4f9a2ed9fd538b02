import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, idOf, NOW, write, type Made } from '../archive/written';
import { folderFor } from '../backup/support';
import { domainbackup, jsonLines } from './support';

test('a folder in which no run completed holds nothing to verify, and verify does not end well there', async (t) => {
  const folder = await folderFor(t);
  const runs = (['failed', 'cancelled', 'unknown'] as const).map((outcome, index): Made => {
    const age = (index + 1) * DAY;
    return { run: idOf(NOW - age, index), machine: 'a', age, outcome };
  });
  for (const run of runs) await write(folder, run);
  const { status, stdout, stderr } = await domainbackup(t, 'verify', folder);
  assert.deepEqual([status, stderr], [1, `${folder}: no backup is here\n`]);
  for (const { run } of runs) assert.ok(stdout.includes(`${run}: no backup: it did not complete\n`), stdout);
  const told = await domainbackup(t, 'verify', folder, '--json');
  assert.deepEqual(
    [told.status, jsonLines(told.stdout).flatMap(({ verdict }) => verdict ?? [])],
    [1, ['no-backup', 'no-backup', 'no-backup']],
  );
});
