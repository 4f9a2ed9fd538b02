import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { backUp, guest, libraryFor } from '../archive/library';
import { domainbackup } from './support';

test('prune tells what it would remove, removes it only when told to, and breaks no chain', async (t) => {
  const library = await libraryFor(t);
  await guest(library, 'vda', 'write -P 1 0 1M');
  const old = await backUp(library);
  const base = await backUp(library, { checkpoint: 'monday' });
  await guest(library, 'vda', 'write -P 2 0 64k');
  const top = await backUp(library, { since: 'monday' });
  const { folder } = library;
  const names = await readdir(folder);

  const dry = await domainbackup(t, 'prune', folder, '--keep', '1');
  assert.equal(dry.status, 0, dry.stderr);
  assert.match(
    dry.stdout,
    new RegExp(`keep +${top} .*recent\nkeep +${base} .*needed by ${top}\nremove +${old}`),
  );
  assert.match(dry.stdout, /1 run would be removed, .*do it with --yes/);
  assert.deepEqual(await readdir(folder), names, 'nothing was touched');

  const none = await domainbackup(t, 'prune', folder);
  assert.deepEqual([none.status, /give a number to keep, an age, or both/.test(none.stderr)], [2, true]);
  const young = await domainbackup(t, 'prune', folder, '--keep', '1', '--older-than', '1d');
  assert.match(young.stdout, /Nothing is to be removed/);

  const done = await domainbackup(t, 'prune', folder, '--keep', '1', '--yes');
  assert.equal(done.status, 0, done.stderr);
  assert.deepEqual(
    (await readdir(folder)).toSorted(),
    names.filter((name) => !name.includes(old) && !/^vd[ab]\.0\./.test(name)).toSorted(),
  );
  assert.equal((await domainbackup(t, 'verify', folder)).status, 0);
});
