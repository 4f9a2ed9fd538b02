import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { limitFileSize, qemuThatOutlivesFileLimits } from './fileLimit';
import { filesIn } from './filesIn';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  bothTo,
  fileDisk,
  fileSystemFor,
  setUp,
  startXml,
  TWO_DISKS,
  until,
} from './support';

const MIB = 1024 * 1024;

test('no space to create a target is no start: QEMU says why, and nothing is left', async (t) => {
  const { client, folder } = await setUp(t);
  // There is room for bytes, and none for one more file: only creating it tells.
  const full = await fileSystemFor(t, '256m,nr_inodes=1');
  const xml = backupXml(fileDisk('vda', path.join(folder, 'a')), fileDisk('vdb', path.join(full, 'b')));
  await assert.rejects(startXml(client, xml), /Disk "vdb": .*No space left on device/);
  assert.deepEqual(await filesIn(folder), []);
  assert.deepEqual(await readdir(full), []);
  await assertNothingLeft(client);
});

/** Two full disks of a machine whose files can be limited in size. */
async function setUpLimited(t: TestContext) {
  const disks = TWO_DISKS.disks.map((disk) => ({ ...disk, size: 32 * MIB, data: 24 * MIB }));
  const parts = await qemuThatOutlivesFileLimits(t, () => setUp(t, { ...TWO_DISKS, disks }));
  return { ...parts, limit: (bytes: number | 'unlimited') => limitFileSize(parts.machine, bytes) };
}

test('a target that cannot be written stops its disk, on that side, and a retry ends in an identical image', async (t) => {
  const { machine, client, folder, limit } = await setUpLimited(t);
  const backup = await startXml(client, bothTo(folder), { options: { onError: 'stop', speed: 8 * MIB } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  await limit(12 * MIB);
  await until(backup, ({ disks }) => disks.every(({ state }) => state === 'io-error'));
  assert.deepEqual(
    backup.snapshot().disks.map(({ side }) => side),
    ['target', 'target'],
  );
  await limit('unlimited');
  await backup.setSpeed(0);
  await backup.retry();
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(folder, 'a'), 'qcow2');
  await assertIdentical(machine.disks[1]!.path, 'raw', path.join(folder, 'b'), 'qcow2');
  await assertNothingLeft(client);
});

test('a target that cannot be written fails, and the partial files stay where that is wanted', async (t) => {
  const { client, folder, limit } = await setUpLimited(t);
  const backup = await startXml(client, bothTo(folder), { options: { speed: 8 * MIB, partial: 'keep' } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  await limit(12 * MIB);
  const { outcome, disks } = await backup.finished;
  assert.equal(outcome, 'failed');
  const failed = disks.find((disk) => disk.outcome === 'failed');
  assert.equal(failed?.side, 'target');
  assert.match(failed.error ?? '', /File too large/);
  assert.deepEqual(
    disks.map(({ remains }) => remains),
    ['a', 'b'].map((name) => path.join(folder, `${name}.${backup.id}.partial`)),
  );
  assert.deepEqual(
    backup.snapshot().disks.map(({ remains }) => remains),
    disks.map(({ remains }) => remains),
  );
  assert.deepEqual(
    (await filesIn(folder)).filter((file) => !file.endsWith('.json')),
    [`a.${backup.id}.partial`, `b.${backup.id}.partial`],
  );
  await assertNothingLeft(client);
});

test('a cancel that a frozen QEMU does not answer says so, and is obeyed once it goes on', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const backup = await startXml(client, bothTo(folder), { options: { speed: 4 * MIB } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  machine.kill('SIGSTOP');
  t.after(() => machine.kill('SIGCONT'));
  assert.equal(await backup.cancel(), 'silent');
  machine.kill('SIGCONT');
  assert.equal((await backup.finished).outcome, 'cancelled');
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);
});
