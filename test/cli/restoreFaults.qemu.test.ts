import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { brokenFileSystem, folderFor, run as tool } from '../backup/support';
import { asNobody } from './asNobody';
import { domainbackup, launch, PROGRAM } from './support';

const MIB = 1024 * 1024;

/** An image all of which was written, with a byte. */
async function imageOf(t: TestContext, { mib, byte }: { mib: number; byte: number }): Promise<string> {
  const image = path.join(await folderFor(t), 'disk.qcow2');
  await tool('qemu-img', ['create', '-q', '-f', 'qcow2', image, `${mib}M`]);
  await tool('qemu-io', ['-f', 'qcow2', '-c', `write -q -P ${byte} 0 ${mib}M`, image]);
  return image;
}

test('zeros that were once written take no space in a restored disk', async (t) => {
  const image = await imageOf(t, { mib: 64, byte: 0 });
  assert.ok((await stat(image)).blocks * 512 > 64 * MIB, 'the zeros are in the backup');
  for (const format of ['qcow2', 'raw']) {
    const to = await folderFor(t);
    const { status, stderr } = await domainbackup(t, 'restore', image, '--to', to, '--format', format);
    assert.equal(status, 0, stderr);
    const { blocks } = await stat(path.join(to, `disk.${format}`));
    assert.ok(blocks * 512 < MIB, `${format}: ${blocks * 512} bytes`);
  }
});

test('a disk whose storage does not take what was restored to it is not restored, and nothing is left', async (t) => {
  const image = await imageOf(t, { mib: 32, byte: 7 });
  const to = await brokenFileSystem(t);
  const before = await readdir(to);
  // As qcow2, qemu-img itself comes upon it; as raw, it tells nobody.
  for (const format of ['qcow2', 'raw']) {
    const { status, stderr } = await domainbackup(t, 'restore', image, '--to', to, '--format', format);
    assert.equal(status, 3, stderr);
    assert.match(stderr, /Disk "disk" could not be restored.*: .*(Input\/output|[Nn]o space)/);
    assert.deepEqual(await readdir(to), before);
  }
});

test('a disk is restored into a folder that may be written to and not be listed', async (t) => {
  const image = await imageOf(t, { mib: 1, byte: 7 });
  await chmod(path.dirname(image), 0o755);
  const to = await folderFor(t);
  await chmod(to, 0o733);
  const { status, stderr } = await asNobody(t, 'restore', image, '--to', to);
  assert.equal(status, 0, stderr);
  assert.deepEqual(await readdir(to), ['disk.qcow2']);
});

/**
 * A folder with a qemu-img that copies as the real one does and then changes a byte in the middle of the copy, as memory
 * or storage that fails would: the real one cannot be brought to that.
 */
async function spoilingQemuImg(t: TestContext): Promise<string> {
  const folder = path.join(await folderFor(t), 'bin');
  await mkdir(folder);
  const { stdout } = await tool('which', ['qemu-img']);
  const script = `#!/bin/sh
${stdout.trim()} "$@" || exit
test "$1" = convert || exit 0
for written; do :; done
qemu-io -f raw -c 'write -q -P 8 1M 1' "$written"
`;
  const file = path.join(folder, 'qemu-img');
  await writeFile(file, script);
  await chmod(file, 0o755);
  return folder;
}

test('a disk that is not the same as its backup once it was copied is not restored, and nothing is left', async (t) => {
  const image = await imageOf(t, { mib: 8, byte: 7 });
  const to = await folderFor(t);
  const first = `PATH=${await spoilingQemuImg(t)}:${process.env['PATH']}`;
  const words = [process.execPath, PROGRAM, 'restore', image, '--to', to];
  const { status, stderr } = await launch(t, 'env', [first, ...words]).ended;
  assert.equal(status, 3, stderr);
  assert.match(stderr, /Disk "disk" was restored, but is not the same as its backup: Content mismatch/);
  assert.deepEqual(await readdir(to), []);
});
