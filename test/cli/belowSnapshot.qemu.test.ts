import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { backUp, DISK_SIZE, guest, libraryFor } from '../archive/library';
import { connectTo, run as tool, sendRaw } from '../backup/support';
import { domainbackup } from './support';

test('a checkpoint below a snapshot is told disk by disk, is not deleted before it is said why, and is after a commit', async (t) => {
  const library = await libraryFor(t);
  const { client, machine } = library;
  await backUp(library, { checkpoint: 'monday' });
  await guest(library, 'vdb', 'write -P 1 0 64k');
  const overlay = path.join(machine.folder, 'overlay.qcow2');
  await tool('qemu-img', ['create', '-q', '-f', 'qcow2', overlay, String(DISK_SIZE)]);
  const file = { driver: 'file', filename: overlay };
  await client.execute('blockdev-add', { driver: 'qcow2', 'node-name': 'overlay', file, backing: null });
  await client.close();
  const socket = machine.qmp[0] ?? '';
  const node = machine.disks[0]!.node;
  await sendRaw(socket, 'blockdev-snapshot', { node, overlay: 'overlay' });

  const checkpoint = (...words: string[]) => domainbackup(t, 'checkpoint', ...words, '--qmp', socket);
  const { stdout } = await checkpoint('list');
  assert.match(stdout, /monday .* 64 KiB \+ \? +vda, vdb +below a snapshot \(vda\) /);
  assert.match(stdout, /"monday" is below a snapshot \(vda\): it stayed in the image below/);
  for (const words of [['monday', '--yes'], ['monday']]) {
    const refused = await checkpoint('delete', ...words);
    assert.deepEqual([refused.status, refused.stdout], [1, '']);
    assert.match(
      refused.stderr,
      /^Checkpoint "monday" cannot be deleted: .* on vda .* for reading only, since a snapshot.*blockcommit/,
    );
  }
  assert.equal((await checkpoint('list')).stdout, stdout, 'nothing was deleted');

  await sendRaw(socket, 'block-commit', { 'job-id': 'commit', device: 'overlay' });
  const state = async () => {
    // The monitor serves one client at a time.
    const looker = await connectTo(t, socket);
    const jobs = await looker.execute('query-jobs', {});
    await looker.close();
    return JSON.stringify(jobs);
  };
  while (!(await state()).includes('"ready"')) await sleep(20);
  await sendRaw(socket, 'job-complete', { id: 'commit' });
  while ((await state()).includes('"commit"')) await sleep(20);
  const deleted = await checkpoint('delete', 'monday', '--yes');
  assert.deepEqual([deleted.status, deleted.stderr], [0, '']);
  assert.match((await checkpoint('list')).stdout, /There is no checkpoint/);
});
