import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { limitRun, listRuns, pauseRun, resumeRun, type DiskProgress } from '../../engine';
import type { MachineOptions } from '../../scripts/throwawayMachine.mjs';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  bothTo,
  connectTo,
  deviceFor,
  fileDisk,
  fileSystemFor,
  folderFor,
  LOCAL,
  mountFor,
  run,
  setUp,
  startXml,
  TWO_DISKS,
  TWO_SLOW_DISKS,
  until,
} from './support';

const MIB = 1024 * 1024;

/** Two disks with little room for holes, which no limit holds back for long. */
const BUSY_DISKS: MachineOptions = {
  ...TWO_DISKS,
  disks: TWO_DISKS.disks.map((disk) => ({ ...disk, size: 32 * MIB, data: 24 * MIB })),
};

const states = (disks: readonly DiskProgress[]) => disks.map(({ state }) => state);

test('a speed limit is told with the disks that it holds back, and can be taken away while they run', async (t) => {
  const { machine, client, second, folder } = await setUp(t, BUSY_DISKS);
  const backup = await startXml(client, bothTo(folder), { options: { speed: 2 * MIB } });
  await until(backup, ({ disks }) => states(disks).every((state) => state === 'throttled'));
  const { disks, state, timeLeft } = backup.snapshot();
  assert.equal(state, 'running');
  assert.ok((timeLeft ?? 0) > 1, `${timeLeft} s left`);
  for (const { speedLimit, rate } of disks) {
    assert.equal(speedLimit, 2 * MIB);
    assert.ok((rate ?? 0) <= 2 * MIB, `${rate}`);
  }
  assert.equal(await limitRun(await connectTo(t, second), backup.id, 0), 2);
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(folder, 'a'), 'qcow2');
});

test('a disk of holes that its limit holds back is told the rate that the limit allows, since holes count', async (t) => {
  const blank: MachineOptions = { disks: [{ name: 'vda', format: 'qcow2', size: 64 * MIB, data: 0 }] };
  const { client, folder } = await setUp(t, blank);
  const document = backupXml(fileDisk('vda', path.join(folder, 'a')));
  const backup = await startXml(client, document, { options: { speed: 4 * MIB } });
  await until(backup, ({ disks }) => states(disks)[0] === 'throttled');
  const { rate = 0 } = backup.snapshot().disks[0]!;
  assert.ok(rate > MIB && rate <= 4 * MIB, `${rate} bytes a second`);
});

test('a backup that is paused says so, stands still, and goes on to an identical image', async (t) => {
  const { machine, client, second, folder } = await setUp(t, BUSY_DISKS);
  const backup = await startXml(client, bothTo(folder), { options: { stallTimeout: 500, speed: 4 * MIB } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  await backup.pause();
  await until(
    backup,
    ({ state, disks }) => state === 'paused' && disks.every((disk) => disk.state === 'paused'),
  );
  const before = backup.snapshot();
  assert.equal(before.rate, undefined);
  const other = await connectTo(t, second);
  assert.equal(await pauseRun(other, backup.id, LOCAL), 0, 'it is paused already');
  await until(backup, ({ disks }) => Date.now() - (disks[0]?.since ?? Infinity) > 1000);
  assert.deepEqual(states(backup.snapshot().disks), ['paused', 'paused'], 'that is no stall');
  assert.equal(backup.snapshot().current, before.current);
  assert.equal(await limitRun(other, backup.id, 0), 2);
  assert.deepEqual(await resumeRun(other, backup.id, LOCAL), { disks: 2, machine: 'was not paused' });
  await until(backup, ({ current }) => current > before.current);
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[1]!.path, 'raw', path.join(folder, 'b'), 'qcow2');
  await assertNothingLeft(client);
});

test('a backup that is paused says so at once, while QEMU still copies what it has under way', async (t) => {
  const { client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, bothTo(folder));
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  await backup.pause();
  await until(backup, ({ disks }) => states(disks).includes('pausing'));
  const other = await connectTo(t, second);
  const [seen] = await listRuns(other, LOCAL.records);
  assert.ok(
    seen!.disks.every(({ state }) => state === 'pausing' || state === 'paused'),
    states(seen!.disks).join(),
  );
  await until(backup, ({ state }) => state === 'paused');
  await backup.resume();
  assert.equal((await backup.finished).outcome, 'completed');
});

test('a disk that ran out of space is stopped, tells what is free, and goes on to an identical image', async (t) => {
  const { machine, client, folder } = await setUp(t, BUSY_DISKS);
  const small = await fileSystemFor(t, '64m');
  const xml = backupXml(fileDisk('vda', path.join(small, 'a')), fileDisk('vdb', path.join(folder, 'b')));
  const backup = await startXml(client, xml, { options: { onError: 'stop', speed: 4 * MIB } });
  const filler = path.join(small, 'filler');
  await assert.rejects(writeFile(filler, Buffer.alloc(64 * MIB)), /ENOSPC/);
  await until(backup, ({ disks }) => disks[0]?.state === 'out-of-space' && disks[0].freeSpace !== undefined);
  const [vda] = backup.snapshot().disks;
  assert.ok(vda!.freeSpace! < 2 * MIB, `${vda!.freeSpace} bytes free`);
  assert.equal(backup.snapshot().state, 'running');
  await until(backup, ({ disks }) => disks[1]?.state === 'waiting');
  await rm(filler);
  await until(backup, ({ disks }) => disks[0]!.freeSpace! > 32 * MIB);
  await backup.setSpeed(0);
  await backup.retry();
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(small, 'a'), 'qcow2');
  await assertNothingLeft(client);
});

/**
 * A file system on a device, of a size such as `96M`, that can be made to hang. It thaws before a machine made after it
 * is ended: a QEMU that waits for it cannot be killed. Needs root.
 */
async function hangingFileSystem(t: TestContext, size: string) {
  const device = await deviceFor(t, await folderFor(t), size);
  await run('mkfs.ext4', ['-q', device]);
  const fsfreeze = (how: '--freeze' | '--unfreeze', where: string) => run('fsfreeze', [how, where]);
  const folder = await mountFor(t, [device], (mounted) => fsfreeze('--unfreeze', mounted).catch(() => {}));
  return {
    folder,
    freeze: () => fsfreeze('--freeze', folder),
    thaw: () => fsfreeze('--unfreeze', folder),
  };
}

test('a disk whose target hangs is stalled while the other runs; it goes on when the target does', async (t) => {
  const hanging = await hangingFileSystem(t, '96M');
  const { machine, client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const xml = backupXml(
    fileDisk('vda', path.join(hanging.folder, 'a')),
    fileDisk('vdb', path.join(folder, 'b')),
  );
  const backup = await startXml(client, xml, { options: { stallTimeout: 1000 } });
  await until(backup, ({ disks }) => disks[0]!.current > 0);
  await hanging.freeze();
  await until(backup, ({ disks }) => disks[0]?.state === 'stalled');
  const { contact, disks } = backup.snapshot();
  assert.equal(contact.kind, 'answering');
  assert.equal(disks[0]!.rate, undefined);
  assert.notEqual(disks[1]!.state, 'stalled');
  await hanging.thaw();
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(hanging.folder, 'a'), 'qcow2');
});

test('cancelling a run with a disk whose target hangs leaves QEMU’s monitor alive, though it comes last', async (t) => {
  const hanging = await hangingFileSystem(t, '96M');
  const { client, folder } = await setUp(t, BUSY_DISKS);
  const xml = backupXml(
    fileDisk('vda', path.join(folder, 'a')),
    fileDisk('vdb', path.join(hanging.folder, 'b')),
  );
  const backup = await startXml(client, xml, { options: { speed: 4 * MIB } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  await hanging.freeze();
  const stood = backup.snapshot().disks[1]!.current;
  await until(backup, ({ disks }) => disks[0]!.current > stood + 12 * MIB);
  assert.equal(await backup.cancel(), 'requested');
  const jobs = await client.execute('query-block-jobs', {}, { timeout: 10_000 });
  assert.equal(jobs.length, 2, 'the monitor answers while the cancelled job still hangs');
  assert.equal(backup.snapshot().state, 'cancelling');
  await hanging.thaw();
  assert.equal((await backup.finished).outcome, 'cancelled');
  await assertNothingLeft(client);
});
