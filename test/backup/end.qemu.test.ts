import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { summarise } from '../../cli/output/summary';
import type { RunResult } from '../../engine';
import { filesIn } from './filesIn';
import {
  assertNothingLeft,
  backupXml,
  bothTo,
  fileDisk,
  fileSystemFor,
  RECORDED,
  setUp,
  SLOW,
  startXml,
  TWO_DISKS,
  TWO_SLOW_DISKS,
  until,
} from './support';

const outcomes = ({ disks }: RunResult) => disks.map(({ disk, outcome }) => [disk, outcome]);

test('progress rises disk by disk while a backup runs, with a rate', async (t) => {
  const { client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, bothTo(folder));
  await until(backup, ({ disks }) =>
    disks.every((disk) => disk.current > 0 && disk.current < disk.total && (disk.rate ?? 0) > 0),
  );
  const { state, disks } = backup.snapshot();
  assert.equal(state, 'running');
  assert.deepEqual(
    disks.map(({ disk, total }) => [disk, total]),
    [
      ['vda', 64 * 1024 * 1024],
      ['vdb', 32 * 1024 * 1024],
    ],
  );
  await backup.cancel();
  await backup.finished;
});

test('cancelling ends every disk, and removes what was written so far', async (t) => {
  const { client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, bothTo(folder));
  await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
  assert.deepEqual(await filesIn(folder), [`a.${backup.id}.partial`, `b.${backup.id}.partial`]);
  assert.equal(await backup.cancel(), 'requested');
  const result = await backup.finished;
  assert.equal(result.outcome, 'cancelled');
  assert.deepEqual(outcomes(result), [
    ['vda', 'cancelled'],
    ['vdb', 'cancelled'],
  ]);
  assert.equal(backup.snapshot().state, 'cancelled');
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);
});

test('cancelling works while one disk waits for the other', async (t) => {
  const [vda, vdb] = TWO_DISKS.disks;
  const { client, folder } = await setUp(t, {
    ...TWO_DISKS,
    disks: [{ ...vda!, bytesPerSecond: SLOW }, vdb!],
  });
  const backup = await startXml(client, bothTo(folder));
  await until(backup, ({ disks }) => disks[1]?.state === 'waiting');
  await backup.cancel();
  assert.equal((await backup.finished).outcome, 'cancelled');
  assert.deepEqual(await filesIn(folder), []);
});

test('a cancel that comes too late says so, and the backup stays', async (t) => {
  const { client, folder } = await setUp(t);
  const backup = await startXml(client, bothTo(folder));
  assert.equal((await backup.finished).outcome, 'completed');
  assert.equal(await backup.cancel(), 'ended');
  assert.deepEqual(await filesIn(folder), ['a', 'b']);
});

test('when one target runs out of space, that disk has failed and the other was cancelled because of it', async (t) => {
  const { client, folder } = await setUp(t);
  const small = await fileSystemFor(t, '4m');
  const xml = backupXml(fileDisk('vda', path.join(small, 'a')), fileDisk('vdb', path.join(folder, 'b')));
  const result = await (await startXml(client, xml)).finished;
  assert.equal(result.outcome, 'failed');
  assert.deepEqual(
    result.disks.map(({ disk, outcome, error }) => [disk, outcome, error]),
    [
      ['vda', 'failed', 'No space left on device'],
      ['vdb', 'cancelled', 'Cancelled because vda failed.'],
    ],
  );
  // What was removed has left room for what tells of it.
  assert.equal(result.notices, undefined);
  assert.deepEqual(await readdir(small), [`${result.run}.domainbackup.json`]);
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);
});

test('a partial file that was removed meanwhile is told as that, and not as a copy that is there', async (t) => {
  const { client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, bothTo(folder));
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  const [partial = ''] = (await filesIn(folder)).filter((name) => name.startsWith('b.'));
  await rm(path.join(folder, partial));
  const { outcome, disks } = await backup.finished;
  assert.equal(outcome, 'failed');
  const [, removed] = disks;
  assert.equal(removed?.error, `"${path.join(folder, partial)}" was removed or moved while the backup ran.`);
  assert.equal(removed?.remains, undefined);
  await assertNothingLeft(client);
});

test('when QEMU is killed the outcome is unknown, and no file takes a final name', async (t) => {
  const { machine, client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, bothTo(folder));
  await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
  machine.kill('SIGKILL');
  const result = await backup.finished;
  const partial = ['a', 'b'].map((name) => `${name}.${backup.id}.partial`);
  assert.deepEqual([result.outcome, result.loss], ['unknown', 'gone']);
  assert.deepEqual(
    result.disks.map(({ outcome, remains }) => [outcome, remains]),
    partial.map((name) => ['unknown', path.join(folder, name)]),
  );
  assert.match(
    result.disks[0]!.error ?? '',
    /^QEMU, or the connection to it, went away .* is in ".*\.partial"\.$/,
  );
  assert.equal(backup.snapshot().loss, 'gone');
  const record = await RECORDED.records.read(backup.id);
  assert.deepEqual([record?.state, record?.outcome, record?.loss], ['ended', 'unknown', 'gone']);
  assert.equal(record?.endedAt, backup.snapshot().endedAt, 'who watches and the records tell of one instant');
  assert.deepEqual(await filesIn(folder), partial);
});

test('what has its final name from the start is named where it stays, as over TCP, and called no backup', async (t) => {
  for (const end of ['cancelled', 'unknown'] as const) {
    const { machine, client, folder } = await setUp(t, TWO_SLOW_DISKS);
    const backup = await startXml(client, bothTo(folder), { locality: 'remote' });
    await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
    if (end === 'cancelled') await backup.cancel();
    else machine.kill('SIGKILL');
    const result = await backup.finished;
    const files = ['a', 'b'].map((name) => path.join(folder, name));
    assert.deepEqual(
      result.disks.map(({ outcome, remains }) => [outcome, remains]),
      files.map((file) => [end, file]),
    );
    assert.deepEqual(await filesIn(folder), ['a', 'b']);
    const words = summarise(result).join('\n');
    assert.match(words, new RegExp(`vda: ${end}; what it wrote so far is in "${files[0]}"`));
    assert.match(words, end === 'cancelled' ? /which is no backup: remove it/ : /then remove them\.$/);
  }
});
