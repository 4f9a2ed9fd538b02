import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { manifestName, readManifest, replaceManifest } from '../../engine/backup/manifest/manifestFile';
import { backUp, guest, libraryFor } from '../archive/library';
import { domainbackup, jsonLines } from './support';

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length - 9]! ^= 16;
  await writeFile(file, bytes);
}

test('a prune reads what stays before anything goes, and removes nothing where that is damaged', async (t) => {
  const library = await libraryFor(t);
  const { folder } = library;
  await guest(library, 'vda', 'write -P 1 0 1M');
  const old = await backUp(library);
  const base = await backUp(library, { checkpoint: 'monday' });
  await guest(library, 'vda', 'write -P 2 0 64k');
  const top = await backUp(library, { since: 'monday' });
  await library.client.close();
  const names = (await readdir(folder)).toSorted();
  const prune = (...more: string[]) => domainbackup(t, 'prune', folder, '--keep', '1', ...more);

  const dry = await prune();
  assert.equal(dry.status, 0, dry.stderr);
  assert.match(
    dry.stdout,
    /Before, the backup that stays, with all that it builds on, will be verified \(.* to read\)/,
  );

  // What the newest one builds on is damaged, and the one that would go is sound.
  await flip(path.join(folder, 'vda.2.qcow2'));
  const refused = await prune('--yes');
  assert.equal(refused.status, 1, refused.stdout);
  assert.match(
    refused.stderr,
    new RegExp(`error: Disk "vda" of run ${base}: .*vda\\.2\\.qcow2" is no longer`),
  );
  assert.match(
    refused.stderr,
    new RegExp(`error: Disk "vda" of run ${top} builds on run ${base}, which is damaged`),
  );
  assert.match(refused.stderr, /\nNothing was removed: /);
  const json = await prune('--yes', '--json');
  assert.equal(json.status, 1);
  assert.deepEqual(
    jsonLines(json.stdout)
      .filter(({ event }) => event === 'finding')
      .map(({ run, code }) => [run, code]),
    [
      [top, 'parent-damaged'],
      [base, 'target-changed'],
    ],
  );
  assert.deepEqual((await readdir(folder)).toSorted(), names);

  await t.test('what has no digest is looked at as an image, and that is said', async () => {
    await flip(path.join(folder, 'vda.2.qcow2'));
    const file = path.join(folder, manifestName(top));
    const read = await readManifest(file);
    assert.ok(read.kind === 'manifest');
    for (const disk of read.manifest.disks) delete disk.sha256;
    await replaceManifest(file, read.manifest);
    const image = path.join(folder, 'vda.4.qcow2');
    const whole = await readFile(image);
    await writeFile(image, whole.fill(0xff, 0x10000, 0x10100));
    const broken = await prune('--yes');
    assert.equal(broken.status, 1, broken.stdout);
    assert.match(broken.stderr, /vda\.4\.qcow2" .*qemu-img check/);
    assert.deepEqual((await readdir(folder)).toSorted(), names);
  });

  await t.test('told not to, it reads nothing', async () => {
    const blind = await prune('--no-verify');
    assert.match(blind.stdout, /What stays will not be verified before\./);
    const done = await prune('--no-verify', '--yes');
    assert.equal(done.status, 0, done.stderr);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.includes(old) || /^vd[ab]\.0\./.test(name)),
      [],
    );
  });
});
