import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backUp, guest, libraryFor } from '../archive/library';
import { folderFor } from '../backup/support';
import { domainbackup } from './support';

test('what is not there is told by one status and in the same words, whatever command was given it', async (t) => {
  const folder = await folderFor(t);
  const file = path.join(folder, 'file');
  await writeFile(file, 'no image');
  const circle = path.join(folder, 'circle');
  await symlink(circle, circle);
  const to = ['--to', folder];
  const unknown = '20200101-000000-aaaa';
  const said = async (...words: string[]) => {
    const { status, stdout, stderr } = await domainbackup(t, ...words);
    assert.equal(stdout.replace('0 B read.\n', ''), '');
    return [status, stderr.trim()];
  };
  for (const command of [['show'], ['verify'], ['restore', ...to]]) {
    const name = command[0];
    assert.deepEqual(
      await said(...command, unknown),
      [1, `No manifest of run ${unknown} is known here; name the folder where it is with --catalog.`],
      name,
    );
    assert.deepEqual(
      await said(...command, 'nosuch'),
      [2, 'nosuch: is no id of a run (see: domainbackup list), and there is no such file or folder'],
      name,
    );
    assert.deepEqual(
      await said(...command, ''),
      [2, '"": is no id of a run (see: domainbackup list), and there is no such file or folder'],
      name,
    );
    assert.deepEqual(
      await said(...command, `${circle}/x`),
      [2, `${circle}/x: cannot be read: its links lead in a circle`],
      name,
    );
    assert.deepEqual(
      await said(...command, '/nope.qcow2'),
      [2, '/nope.qcow2: cannot be read: there is no such file or folder'],
      name,
    );
  }
  for (const command of ['list', 'verify', 'prune']) {
    const more = command === 'prune' ? ['--keep', '1'] : [];
    for (const empty of command === 'verify' ? [] : ['""', 'nosuch']) {
      const [code, text] = await said(command, empty === '""' ? '' : empty, ...more);
      assert.deepEqual([code, text], [2, `${empty}: cannot be read: there is no such folder`], command);
    }
    const [status, words] = await said(command, `${folder}/no`, ...more);
    assert.equal(status, 2, command);
    assert.match(String(words), /no: cannot be read: there is no such (file or )?folder$/);
  }
  assert.deepEqual(await said('show', folder), [2, `${folder}: is no id of a run (see: domainbackup list)`]);
  assert.deepEqual(await said('restore', folder, ...to), [
    2,
    `${folder}: is a folder; name one of its runs or images (see: domainbackup list ${folder})`,
  ]);
  assert.deepEqual(await said('verify', file), [
    1,
    `"${file}" has no manifest, and is no qcow2 image; a raw image is the disk itself, and is copied like any file.`,
  ]);
});

test('a restore into what is no folder is refused, and says what it is', async (t) => {
  const library = await libraryFor(t);
  const run = await backUp(library);
  const { folder } = library;
  const file = path.join(folder, 'vda.0.qcow2');
  const into = async (to: string) => {
    const { status, stderr } = await domainbackup(t, 'restore', run, '--to', to, '--catalog', folder);
    return [status, stderr.trim()];
  };
  assert.deepEqual(await into(file), [2, `${file}: is no folder`]);
  assert.deepEqual(await into(`${folder}/no`), [
    2,
    `${folder}/no: cannot be written to: there is no such folder; create it, or name another`,
  ]);
});

test('a dry run that was asked for and found nothing in its way ends well, and so does one with nothing to do', async (t) => {
  const library = await libraryFor(t);
  const { client, folder, machine } = library;
  await backUp(library, { checkpoint: 'monday' });
  await guest(library, 'vda', 'write -P 1 0 64k');
  await backUp(library);
  await client.close();
  const qmp = ['--qmp', machine.qmp[0] ?? ''];
  const dry = await domainbackup(t, 'checkpoint', 'delete', 'monday', ...qmp);
  assert.deepEqual([dry.status, dry.stderr], [0, '']);
  assert.match(dry.stdout, /Nothing was deleted; do it with --yes\.\n$/);
  assert.match((await domainbackup(t, 'checkpoint', 'list', ...qmp)).stdout, /monday/);
  const prune = await domainbackup(t, 'prune', folder, '--keep', '1');
  assert.deepEqual([prune.status, prune.stderr], [0, '']);
  assert.match(prune.stdout, /Nothing was touched; do it with --yes\.\n$/);
  const nothing = await domainbackup(t, 'prune', folder, '--keep', '9');
  assert.deepEqual([nothing.status, nothing.stderr], [0, '']);
  // Where something was named that is not there, there was nothing to do it to.
  const unknown = await domainbackup(t, 'checkpoint', 'delete', 'tuesday', ...qmp);
  assert.deepEqual([unknown.status, /no checkpoint "tuesday"/.test(unknown.stderr)], [1, true]);
});
