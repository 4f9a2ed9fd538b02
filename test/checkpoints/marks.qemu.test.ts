import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { listCheckpoints } from '../../engine';
import { backUp, guest, libraryFor } from '../archive/library';
import { backupXml, fileDisk, run, startXml } from '../backup/support';

/** The names of the bitmaps in an image. */
async function bitmapsIn(image: string): Promise<string[]> {
  const { stdout } = await run('qemu-img', ['info', '--output=json', image]);
  const read = JSON.parse(stdout) as { 'format-specific': { data: { bitmaps?: { name: string }[] } } };
  return (read['format-specific'].data.bitmaps ?? []).map(({ name }) => name);
}

test('an increment is marked as one, a whole backup is not, and the mark is no checkpoint', async (t) => {
  const library = await libraryFor(t);
  const { client, folder } = library;
  const full = await backUp(library, { checkpoint: 'monday', disks: ['vda'] }, 0);
  await guest(library, 'vda', 'write -P 1 0 4M');
  const top = await backUp(library, { since: 'monday', disks: ['vda'] }, 1);
  assert.deepEqual(await bitmapsIn(path.join(folder, 'vda.0.qcow2')), []);
  assert.deepEqual(await bitmapsIn(path.join(folder, 'vda.1.qcow2')), [
    `domainbackup-increment.${top}.${full}`,
  ]);
  // While it is being written, QEMU tells of the mark as well.
  const document = backupXml(fileDisk('vda', path.join(folder, 'vda'))).replace(
    '<disks>',
    '<incremental>monday</incremental><disks>',
  );
  const backup = await startXml(client, document, { options: { speed: 65536 } });
  assert.deepEqual(
    (await listCheckpoints(client)).map(({ name }) => name),
    ['monday'],
  );
  await backup.cancel();
  assert.equal((await backup.finished).outcome, 'cancelled');
});
