import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { guest, libraryFor } from '../archive/library';
import { connectTo, folderFor } from '../backup/support';
import { domainbackup, jsonLines, start } from './support';

test('a prune leaves what an increment builds on that another program with records of its own is writing', async (t) => {
  const library = await libraryFor(t);
  const { folder, machine } = library;
  await guest(library, 'vda', 'write -P 1 0 4M');
  await library.client.close();
  const socket = machine.qmp[0] ?? '';
  const file = path.join(await folderFor(t), 'backup.xml');
  const write = async (name: string, since = '') => {
    const incremental = since === '' ? '' : `<incremental>${since}</incremental>`;
    const disk = `<disk name="vda" type="file"><target file="${path.join(folder, name)}"/></disk>`;
    await writeFile(file, `<domainbackup>${incremental}<disks>${disk}</disks></domainbackup>`);
  };
  const backUp = async (name: string, ...options: string[]) => {
    await write(name);
    const { status, stderr, stdout } = await domainbackup(
      t,
      'start',
      file,
      '--qmp',
      socket,
      '--json',
      ...options,
    );
    assert.equal(status, 0, stderr);
    return String(jsonLines(stdout)[0]?.['run']);
  };
  const base = await backUp('base.qcow2', '--checkpoint', 'monday');
  await backUp('newer.qcow2');
  library.client = await connectTo(t, socket);
  await guest(library, 'vda', 'write -P 2 0 4M');
  await library.client.close();

  // Another user, or VS Code: nothing of what it has on record is seen here.
  const own = process.env['XDG_STATE_HOME'];
  process.env['XDG_STATE_HOME'] = await folderFor(t);
  await mkdir(path.join(folder, 'increments'));
  await write('increments/top.qcow2', 'monday');
  const running = start(t, 'start', file, '--qmp', socket, '--speed', '64K', '--json');
  await running.printed(/"status":"(running|throttled)"/);
  process.env['XDG_STATE_HOME'] = own;

  const prune = () => domainbackup(t, 'prune', folder, '--keep', '1', '--yes');
  const held = await prune();
  assert.equal(held.status, 0, held.stderr);
  assert.match(
    held.stdout,
    new RegExp(
      `keep +${base} .* in use by the running backup \\S+\\. Its file ".*top\\.qcow2\\.\\S+\\.partial" tells so`,
    ),
  );
  assert.match(held.stdout, /^Nothing is to be removed\.$/m);

  // It ends, and needs nothing any more.
  running.process.kill('SIGINT');
  await running.ended;
  const done = await prune();
  assert.equal(done.status, 0, done.stderr);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.qcow2')),
    ['newer.qcow2'],
  );
});
