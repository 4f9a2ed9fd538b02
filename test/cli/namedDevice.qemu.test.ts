import assert from 'node:assert/strict';
import { readdir, truncate } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backUp, contentOf, guest, libraryFor } from '../archive/library';
import { deviceFor, folderFor, run as tool } from '../backup/support';
import { domainbackup } from './support';

test('a device stands for the backup on it, and one that is too short by now is refused in words', async (t) => {
  const library = await libraryFor(t);
  const backing = await folderFor(t);
  const device = await deviceFor(t, backing, '32M');
  const empty = await deviceFor(t, await folderFor(t), '32M');
  await guest(library, 'vda', 'write -P 1 0 6M');
  const devices = { vda: device };
  const run = await backUp(library, { devices, disks: ['vda'] });
  const catalog = ['--catalog', path.join(path.dirname(library.records.folder), 'manifests')];

  const verified = await domainbackup(t, 'verify', device, ...catalog);
  assert.deepEqual([verified.status, verified.stderr], [0, '']);
  assert.ok(verified.stdout.startsWith(`${device} (vda of ${run}): sound\n`), verified.stdout);
  const to = await folderFor(t);
  const restored = await domainbackup(t, 'restore', device, '--to', to, ...catalog);
  assert.equal(restored.status, 0, restored.stderr);
  assert.equal(await contentOf(path.join(to, 'vda.qcow2'), 'qcow2', to), library.truth.get(`${run} vda`));

  const unknown = await domainbackup(t, 'verify', empty, ...catalog);
  assert.equal(unknown.status, 1);
  assert.match(
    unknown.stderr,
    /is a block device, and no manifest that is known here tells of a backup on it/,
  );

  const [folder = ''] = await readdir(backing);
  await truncate(path.join(backing, folder, 'backing.img'), 1024 * 1024);
  await tool('losetup', ['--set-capacity', device]);
  const short = await domainbackup(t, 'restore', run, '--to', await folderFor(t), ...catalog);
  assert.equal(short.status, 1);
  assert.match(short.stderr, new RegExp(`"${device}" has 1048576 bytes, and its backup had \\d+\\.`));
  const damaged = await domainbackup(t, 'verify', run, ...catalog);
  assert.match(
    damaged.stdout,
    new RegExp(`^${run}: DAMAGED\n.* it was cut short: "${device}" has 1048576 bytes`),
  );
  const left = ['restore', run, '--accept-damage', '--to', await folderFor(t), ...catalog];
  assert.equal((await domainbackup(t, ...left)).status, 6);
});
