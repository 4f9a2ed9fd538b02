import assert from 'node:assert/strict';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backUp, guest, libraryFor } from '../archive/library';
import { folderFor, run as tool } from '../backup/support';
import { domainbackup } from './support';

/** Overwrites the beginning of an image, without which QEMU takes it for none. */
async function spoilHeader(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(512, 0xaa), 0, 512, 0);
  await handle.close();
}

test('a destroyed header of one image is told by that image, and loses only its disk where damage is accepted', async (t) => {
  const library = await libraryFor(t);
  for (const disk of ['vda', 'vdb']) await guest(library, disk, 'write -P 1 0 1M');
  const run = await backUp(library);
  const { folder } = library;
  const damaged = path.join(folder, 'vda.0.qcow2');
  await spoilHeader(damaged);
  const restore = async (to: string, ...words: string[]) =>
    domainbackup(t, 'restore', run, '--to', to, '--catalog', folder, ...words);
  const is = `disk "vda" of run ${run}: "${damaged}" is no longer what was backed up.`;

  const to = await folderFor(t);
  const refused = await restore(to);
  assert.deepEqual([refused.status, await readdir(to)], [3, []]);
  assert.ok(refused.stderr.startsWith(`The backup is damaged: ${is}`), refused.stderr);
  const accepted = await restore(to, '--accept-damage');
  assert.deepEqual([accepted.status, await readdir(to)], [6, ['vdb.qcow2']], accepted.stderr);
  const why = `Nothing of disk "vda" can be restored (QEMU: Image is not in qcow2 format): ${is}`;
  assert.equal(accepted.stderr, `vda: not restored: ${why}\n`);
  const nothing = await restore(await folderFor(t), '--accept-damage', '--disk', 'vda');
  assert.deepEqual([nothing.status, nothing.stderr], [1, `${why}\n`]);
});

test('an image without a digest that cannot be read is named, and verifying is said to tell more', async (t) => {
  const image = path.join(await folderFor(t), 'disk.qcow2');
  await tool('qemu-img', ['create', '-q', '-f', 'qcow2', image, '1M']);
  await tool('qemu-io', ['-f', 'qcow2', '-c', 'write -q -P 7 0 1M', image]);
  // Its table of clusters leads to nowhere, which only whoever reads the disk comes upon.
  const handle = await open(image, 'r+');
  await handle.write(Buffer.alloc(8, 0xaa), 0, 8, 0x30000);
  await handle.close();
  const to = await folderFor(t);
  const { status, stderr } = await domainbackup(t, 'restore', image, '--to', to);
  assert.deepEqual([status, await readdir(to)], [3, []], stderr);
  assert.match(
    stderr,
    /Disk "disk" could not be restored: "[^"]+disk\.qcow2" cannot be read as a disk \(QEMU: /,
  );
});
