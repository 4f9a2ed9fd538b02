import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { resumeRun, settleRuns, type QmpClient, type RunOptions } from '../../engine';
import { COUNTERS } from '../machine/writingGuest';
import { machineWithFullTarget, WRITES } from './fullTarget';
import { assertNothingLeft, backupXml, connectTo, fileDisk, LOCAL, run, startXml, until } from './support';

const MIB = 1024 * 1024;

/** Such a machine, with a backup of its disk that has begun when the target runs full and the guest begins to write. */
async function setUp(t: TestContext, options: Partial<RunOptions>, ...extraArgs: string[]) {
  const parts = await machineWithFullTarget(t, ...extraArgs);
  const client = await connectTo(t, parts.first);
  const xml = backupXml(fileDisk('vda', parts.target));
  // Slowly, so that the guest comes upon the lack of space before the job does.
  const backup = await startXml(client, xml, 'local', { speed: MIB, ...options });
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
  assert.equal(await resumeRun(await connectTo(t, second), backup.id), 1);
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

test('a machine that was paused with nobody there goes on when the backup is settled', async (t) => {
  const { client, second, backup } = await setUp(t, {});
  await backup.leave();
  const other = await connectTo(t, second);
  while ((await other.execute('query-jobs', {})).some(({ status }) => status !== 'concluded'));
  assert.equal((await other.execute('query-status', {})).status, 'io-error');
  const [settled] = await settleRuns(other, LOCAL);
  assert.equal(settled?.result.outcome, 'failed');
  assert.match(settled?.result.notices?.join('\n') ?? '', WENT_ON);
  assert.deepEqual(await allWritten(client), [WRITES, 0]);
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
