import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { guest, libraryFor } from '../archive/library';
import { folderFor } from '../backup/support';
import { domainbackup } from './support';

test('a prune of one folder leaves what increments in another build on', async (t) => {
  const library = await libraryFor(t);
  const { folder, machine } = library;
  const full = path.join(folder, 'full');
  const inc = path.join(folder, 'inc');
  await guest(library, 'vda', 'write -P 1 0 1M');
  const file = path.join(await folderFor(t), 'backup.xml');
  const backUp = async (target: string, ...options: string[]) => {
    const since = options.includes('--checkpoint') || target.startsWith(full) ? '' : 'p1';
    const incremental = since === '' ? '' : `<incremental>${since}</incremental>`;
    const disk = `<disk name="vda" type="file"><target file="${target}"/></disk>`;
    await writeFile(file, `<domainbackup>${incremental}<disks>${disk}</disks></domainbackup>`);
    const { status, stderr } = await domainbackup(t, 'start', file, '--qmp', machine.qmp[0]!, ...options);
    assert.equal(status, 0, stderr);
  };
  await library.client.close();
  await mkdir(full);
  await mkdir(inc);
  await backUp(path.join(full, 'f1.qcow2'), '--checkpoint', 'p1');
  await backUp(path.join(inc, 'i1.qcow2'));
  await backUp(path.join(full, 'f2.qcow2'));
  const names = await readdir(full);
  const pruned = await domainbackup(t, 'prune', full, '--keep', '1', '--yes');
  assert.equal(pruned.status, 0, pruned.stderr);
  assert.match(pruned.stdout, /^keep .* needed by \S+\nNothing is to be removed\.$/m);
  assert.deepEqual(await readdir(full), names);
  const verified = await domainbackup(t, 'verify', inc);
  assert.equal(verified.status, 0, verified.stdout);
});
