import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { idOf, DAY, NOW, write, type Made } from '../archive/written';
import { folderFor } from '../backup/support';
import { partialPath } from '../../engine/backup/names/partialName';
import { asNobody } from './asNobody';

const make = (number: number): Made => {
  const age = (9 - number) * DAY;
  return { run: idOf(NOW - age, number), machine: 'a', age, outcome: 'completed' };
};

test('a prune removes nothing where it cannot see whether another user writes an increment', async (t) => {
  const folder = await folderFor(t);
  const [old, newest] = [make(1), make(2)];
  for (const one of [old, newest]) await write(folder, one);
  await chmod(folder, 0o777);
  const before = await readdir(folder);
  const prune = () => asNobody(t, 'prune', folder, '--keep', '1', '--yes', '--no-verify');

  const hidden = path.join(folder, 'increments');
  await mkdir(hidden, { mode: 0o700 });
  const refused = await prune();
  assert.equal(refused.status, 1, refused.stdout);
  assert.match(
    refused.stderr,
    /Whether a backup is written into "\S+increments" is not known: it cannot be looked/,
  );
  await chmod(hidden, 0o755);

  const partial = partialPath(path.join(hidden, 'top.qcow2'), idOf(NOW, 3));
  await writeFile(partial, '');
  const empty = await prune();
  assert.equal(empty.status, 1, empty.stdout);
  assert.match(empty.stderr, /top\.qcow2\S+partial" is written by a backup, .*: nothing is in it yet\./);
  assert.deepEqual((await readdir(folder)).toSorted(), [...before, 'increments'].toSorted());

  // Raw images are never increments.
  await writeFile(partial, 'raw');
  await mkdir(path.join(folder, 'lost+found'), { mode: 0o700 });
  const { stdout, stderr } = await prune();
  assert.match(stdout, /^1 run removed/m, stderr);
});
