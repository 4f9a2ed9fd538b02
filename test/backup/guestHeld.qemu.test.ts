import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  cancelRun,
  openRunRecords,
  resumeRun,
  settleRuns,
  type QmpClient,
  type RunOptions,
} from '../../engine';
import { machineFor } from '../machine/machineFor';
import { COUNTERS, makeWritingDisk } from '../machine/writingGuest';
import { machineWithFullTarget, SIZE, WRITES } from './fullTarget';
import {
  assertNothingLeft,
  backupXml,
  connectTo,
  fileDisk,
  fileSystemFor,
  folderFor,
  LOCAL,
  run,
  startXml,
  until,
  untilConcluded,
} from './support';

const MIB = 1024 * 1024;

/** Such a machine, with a backup of its disk that has begun when the target runs full and the guest begins to write. */
async function setUp(t: TestContext, options: Partial<RunOptions>, ...extraArgs: string[]) {
  const parts = await machineWithFullTarget(t, ...extraArgs);
  const client = await connectTo(t, parts.first);
  const xml = backupXml(fileDisk('vda', parts.target));
  // Slowly, so that the guest comes upon the lack of space before the job does.
  const backup = await startXml(client, xml, { options: { speed: MIB, ...options } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  await parts.fillUp();
  await client.execute('cont', {});
  return { ...parts, client, backup };
}

/** How many writes of the guest have succeeded, and failed. */
async function counted(client: QmpClient): Promise<[number, number]> {
  const line = `xp /2xw ${COUNTERS}`;
  const printed = await client.execute('human-monitor-command', { 'command-line': line });
  const [, succeeded = '', failed = ''] = /: 0x([0-9a-f]+) 0x([0-9a-f]+)/.exec(printed) ?? [];
  return [Number.parseInt(succeeded, 16), Number.parseInt(failed, 16)];
}

/** Waits until the guest has written all that it is to write. */
async function allWritten(client: QmpClient): Promise<[number, number]> {
  for (;;) {
    const counts = await counted(client);
    if (counts[0] + counts[1] >= WRITES) return counts;
    assert.equal((await client.execute('query-status', {})).status, 'running');
  }
}

/** Fails unless a backup holds what its disk was before the guest wrote. */
async function assertMoment(target: string, before: Buffer, folder: string): Promise<void> {
  const raw = path.join(folder, 'restored.raw');
  await run('qemu-img', ['convert', '-f', 'qcow2', '-O', 'raw', target, raw]);
  assert.ok((await readFile(raw)).equals(before), 'the backup holds what the disk was when it began');
}

const WENT_ON = /QEMU had paused the machine at a write of its guest.* The machine goes on/;

test('a machine that QEMU has paused because the target is full goes on as soon as the backup has failed', async (t) => {
  const { client, backup } = await setUp(t, {});
  const { outcome, notices = [], disks } = await backup.finished;
  assert.equal(outcome, 'failed');
  assert.equal(disks[0]?.error, 'No space left on device');
  assert.match(notices.join('\n'), WENT_ON);
  assert.deepEqual(await allWritten(client), [WRITES, 0]);
  await assertNothingLeft(client);
});

test('a backup that stops at a full target says that the machine is paused, and both go on with a retry', async (t) => {
  const { folder, before, client, target, backup, freeSpace } = await setUp(t, { onError: 'stop' });
  await until(backup, ({ guest, disks }) => guest === 'paused' && disks[0]?.state === 'out-of-space');
  await freeSpace();
  await backup.setSpeed(0);
  await backup.retry();
  const { outcome, notices } = await backup.finished;
  assert.equal(outcome, 'completed');
  assert.equal(notices, undefined);
  assert.equal(backup.snapshot().guest, undefined);
  assert.deepEqual(await allWritten(client), [WRITES, 0]);
  await assertMoment(target, before, folder);
});

test('somebody else can let such a backup and its machine go on', async (t) => {
  const { folder, before, client, second, target, backup, freeSpace } = await setUp(t, { onError: 'stop' });
  await until(backup, ({ guest, disks }) => guest === 'paused' && disks[0]?.state === 'out-of-space');
  await freeSpace();
  assert.equal((await resumeRun(await connectTo(t, second), backup.id, LOCAL)).machine, 'went on');
  await until(backup, ({ guest }) => guest === undefined);
  await backup.setSpeed(0);
  assert.equal((await backup.finished).outcome, 'completed');
  assert.deepEqual(await allWritten(client), [WRITES, 0]);
  await assertMoment(target, before, folder);
});

test('a limit counts again after the retry', async (t) => {
  const { backup, freeSpace } = await setUp(t, { onError: 'stop' });
  await until(backup, ({ disks }) => disks[0]?.state === 'out-of-space');
  await freeSpace();
  await backup.retry();
  await until(backup, ({ disks }) => disks[0]?.speedLimit === MIB);
  await backup.cancel();
  assert.equal((await backup.finished).outcome, 'cancelled');
});

for (const whose of ['our', 'somebody else’s'] as const) {
  test(`a machine that was paused with nobody there goes on when the backup is settled, with ${whose} records`, async (t) => {
    const { client, second, backup } = await setUp(t, {});
    await backup.leave();
    const other = await connectTo(t, second);
    await untilConcluded(other);
    assert.equal((await other.execute('query-status', {})).status, 'io-error');
    const records = whose === 'our' ? LOCAL.records : openRunRecords(path.join(await folderFor(t), 'runs'));
    const [settled] = await settleRuns(other, { ...LOCAL, records });
    assert.equal(settled?.result.outcome, 'failed');
    assert.match(settled?.result.notices?.join('\n') ?? '', WENT_ON);
    assert.deepEqual(await allWritten(client), [WRITES, 0]);
  });
}

test('a machine goes on when somebody else cancels the backup that holds it up', async (t) => {
  const { client, second, backup } = await setUp(t, { onError: 'stop' });
  await until(backup, ({ disks }) => disks[0]?.state === 'out-of-space');
  await backup.leave();
  const { outcome, notices = [] } = await cancelRun(await connectTo(t, second), backup.id, LOCAL);
  assert.equal(outcome, 'cancelled');
  assert.match(notices.join('\n'), WENT_ON);
  assert.deepEqual(await allWritten(client), [WRITES, 0]);
});

test('a machine that is held up by a backup which is paused goes on when that is resumed', async (t) => {
  const { folder, before, client, target, backup, freeSpace } = await setUp(t, {
    onError: 'stop',
    speed: MIB / 4,
  });
  await backup.pause();
  await until(backup, ({ state, guest }) => state === 'paused' && guest === 'paused');
  await freeSpace();
  await backup.setSpeed(0);
  await backup.resume();
  assert.equal((await backup.finished).outcome, 'completed');
  assert.deepEqual(await allWritten(client), [WRITES, 0]);
  await assertMoment(target, before, folder);
});

/** A machine whose guest runs out of space on the storage of its own disk. */
async function machineOnFullStorage(t: TestContext) {
  const half = SIZE / 2;
  const storage = await fileSystemFor(t, `${half * 1024 + 96}k`);
  const image = path.join(storage, 'vda.raw');
  await makeWritingDisk(image, SIZE, 'a hole');
  const machine = await machineFor(t, { disks: [{ name: 'vda', format: 'raw', image }] });
  const client = await connectTo(t, machine.qmp[0]);
  return { client, xml: backupXml(fileDisk('vda', path.join(await folderFor(t), 'vda.qcow2'))) };
}

test('a machine that its own disk pauses is not said to go on, and its backup completes', async (t) => {
  const { client, xml } = await machineOnFullStorage(t);
  const backup = await startXml(client, xml, { options: { speed: 4 * MIB } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  await client.execute('cont', {});
  await until(backup, ({ guest }) => guest === 'paused');
  const { outcome, notices = [] } = await backup.finished;
  assert.equal(outcome, 'completed');
  assert.match(
    notices.join('\n'),
    /QEMU has paused the machine at an access .* that fails without the backup, too/,
  );
  assert.equal((await client.execute('query-status', {})).status, 'io-error');
});

test('a machine that was paused at a failed write before the backup stays so, and nothing is said of it', async (t) => {
  const { client, xml } = await machineOnFullStorage(t);
  await client.execute('cont', {});
  while ((await client.execute('query-status', {})).status !== 'io-error');
  const events = client.listen(({ name }) => name === 'RESUME');
  const backup = await startXml(client, xml);
  assert.equal((await backup.finished).notices, undefined);
  assert.equal(backup.snapshot().guest, undefined);
  assert.equal(await events.next({ timeout: 0 }), undefined, 'nobody has let it go on');
  events.close();
});

test('where QEMU tells the guest that its writes fail, people are told', async (t) => {
  const { client, backup } = await setUp(t, {}, '-global', 'virtio-blk-pci.werror=report');
  const { outcome, notices = [] } = await backup.finished;
  assert.equal(outcome, 'failed');
  const [succeeded, failed] = await allWritten(client);
  assert.equal(succeeded + failed, WRITES);
  const writes = failed === 1 ? 'a write' : `${failed} writes`;
  assert.match(notices.join('\n'), new RegExp(`told the guest that ${writes} to "vda" failed`));
});

test('no backup waits for somebody to retry while the guest is told that its writes fail', async (t) => {
  const { backup } = await setUp(t, { onError: 'stop' }, '-global', 'virtio-blk-pci.werror=report');
  const { outcome, notices = [] } = await backup.finished;
  assert.equal(outcome, 'cancelled');
  assert.match(notices.join('\n'), /told the guest that .* to "vda" failed/);
});
