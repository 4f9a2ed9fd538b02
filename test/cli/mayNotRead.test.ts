import assert from 'node:assert/strict';
import { appendFile, chmod } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { DAY, idOf, NOW, write, writeSpread } from '../archive/written';
import { folderFor } from '../backup/support';
import { asNobody } from './asNobody';
import { jsonLines } from './support';

test('what a user may not read is not called damaged, nor advised to be moved away', async (t) => {
  const folder = await folderFor(t);
  await chmod(folder, 0o755);
  const runs = [idOf(NOW - DAY, 1), idOf(NOW - 2 * DAY, 2)] as const;
  const fileOf = (run: string, disk: string) => path.join(folder, `${disk}.${run}.raw`);
  for (const [index, run] of runs.entries())
    await writeSpread(run, (index + 1) * DAY, [
      { disk: 'vda', file: fileOf(run, 'vda'), content: 'a'.repeat(512 * (index + 1)) },
      { disk: 'vdb', file: fileOf(run, 'vdb'), content: 'b'.repeat(512 * (index + 1)) },
    ]);
  const closed = fileOf(runs[0], 'vda');
  await chmod(closed, 0o600);

  const verified = await asNobody(t, 'verify', folder);
  assert.equal(verified.status, 1, verified.stderr);
  assert.ok(
    verified.stdout.startsWith(
      `${runs[0]}: not verified: not all of it can be read now\n` +
        `  error: Disk "vda" of run ${runs[0]}: "${closed}" cannot be read: permission is denied.\n` +
        `${runs[1]}: sound\n`,
    ),
    verified.stdout,
  );
  const told = jsonLines((await asNobody(t, 'verify', folder, '--json')).stdout);
  assert.deepEqual(
    told.flatMap(({ code, verdict }) => code ?? verdict ?? []),
    ['target-denied', 'unverified', 'sound'],
  );

  const pruned = await asNobody(t, 'prune', folder, '--keep', '1', '--yes');
  assert.equal(pruned.status, 1, pruned.stdout);
  assert.match(pruned.stderr, /\nNothing was removed: .*not all can be read now.*\n$/);
  assert.doesNotMatch(pruned.stderr, /damaged/);

  // What is damaged as well is damaged.
  await appendFile(fileOf(runs[0], 'vdb'), 'more');
  assert.match((await asNobody(t, 'verify', folder)).stdout, new RegExp(`^${runs[0]}: DAMAGED\n`));
});

test('a manifest that a user may not read is named once by each command, and not said to be none', async (t) => {
  const folder = await folderFor(t);
  await chmod(folder, 0o755);
  const run = idOf(NOW - DAY, 1);
  await write(folder, { run, machine: 'a', age: DAY, outcome: 'completed' });
  const manifest = path.join(folder, `${run}.domainbackup.json`);
  await chmod(manifest, 0o600);
  const denied = `"${manifest}" is no manifest that can be read: permission is denied.\n`;
  const listed = await asNobody(t, 'list', folder);
  assert.deepEqual([listed.stdout, listed.stderr], ['No manifest that can be read is here.\n', denied]);
  const pruned = await asNobody(t, 'prune', folder, '--keep', '1');
  assert.deepEqual([pruned.status, pruned.stdout], [1, '']);
  assert.match(
    pruned.stderr,
    /^[^\n]* is no manifest that can be read: permission is denied\. What its[^\n]*\n$/,
  );
  assert.equal((await asNobody(t, 'verify', folder)).stderr.split(manifest).length, 2);
});
