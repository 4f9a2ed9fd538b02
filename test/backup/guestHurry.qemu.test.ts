import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { attachRun, listRuns } from '../../engine';
import { machineFor } from '../machine/machineFor';
import { makeWritingDisk } from '../machine/writingGuest';
import {
  assertNothingLeft,
  backupXml,
  connectTo,
  fileDisk,
  fileSystemFor,
  folderFor,
  LOCAL,
  loopFor,
  run,
  startXml,
  until,
} from './support';
import { filesIn } from './filesIn';
import { limitFileSize, qemuThatOutlivesFileLimits } from './fileLimit';

const MIB = 1024 * 1024;
const SIZE = 32;
/** Bytes a second. */
const LIMIT = MIB / 2;

for (const werror of ['stop', 'report'] as const) {
  test(`a target that fails while the guest writes (werror=${werror}) ends a backup at once, however low its speed limit`, async (t) => {
    const folder = await folderFor(t);
    const image = path.join(folder, 'vda.raw');
    await makeWritingDisk(image, SIZE);
    // What limits the size of files does not bind a device.
    const device = { driver: 'host_device', filename: await loopFor(t, image) };
    const node = { driver: 'raw', 'node-name': 'vda', file: device };
    const machine = await qemuThatOutlivesFileLimits(t, () =>
      machineFor(t, {
        disks: [],
        extraArgs: [
          '-blockdev',
          JSON.stringify(node),
          '-device',
          `virtio-blk-pci,drive=vda,id=virtio-disk0,werror=${werror}`,
        ],
      }),
    );
    const client = await connectTo(t, machine.qmp[0]);
    const target = path.join(folder, 'target', 'a');
    await run('mkdir', [path.dirname(target)]);
    // By itself the job would come to its next piece in a quarter of an hour.
    const backup = await startXml(client, backupXml(fileDisk('vda', target)), { options: { speed: 1024 } });
    await until(backup, ({ disks }) => disks[0]!.current > 0);
    const { size } = await stat(`${target}.${backup.id}.partial`);
    await limitFileSize(machine, size + MIB / 4);
    await client.execute('cont', {});
    const { outcome, disks, notices = [] } = await backup.finished;
    assert.deepEqual([outcome, disks[0]!.side], ['failed', 'target']);
    assert.match(disks[0]!.error!, /File too large/);
    assert.match(
      notices.join('\n'),
      werror === 'stop' ? /had paused the machine .* goes on/ : /told the guest that .* to "vda" failed/,
    );
    assert.equal((await client.execute('query-status', {})).status, 'running');
    assert.deepEqual(await filesIn(path.dirname(target)), []);
    await assertNothingLeft(client);
  });
}

/** A backup whose limit of {@link LIMIT} is lifted, since its guest has no room to write. */
async function withLiftedLimit(t: TestContext) {
  const storage = await fileSystemFor(t, `${(SIZE / 2) * 1024 + 96}k`);
  const image = path.join(storage, 'vda.raw');
  await makeWritingDisk(image, SIZE, 'a hole');
  const machine = await machineFor(t, { monitors: 2, disks: [{ name: 'vda', format: 'raw', image }] });
  const client = await connectTo(t, machine.qmp[0]);
  const other = await connectTo(t, machine.qmp[1]);
  const xml = backupXml(fileDisk('vda', path.join(await folderFor(t), 'a')));
  const backup = await startXml(client, xml, { options: { speed: LIMIT } });
  await until(backup, ({ disks }) => disks[0]!.current > 0);
  // So that it does not end without a limit.
  await backup.pause();
  await client.execute('cont', {});
  await until(backup, ({ guest, disks }) => guest === 'paused' && disks[0]!.speedLimit === undefined);
  return {
    client,
    other,
    backup,
    letGuestWrite: async () => {
      await run('mount', ['-o', 'remount,size=64m', storage]);
      await other.execute('cont', {});
    },
  };
}

test('a limit that was lifted for a guest that cannot write is back once it can', async (t) => {
  const { backup, letGuestWrite } = await withLiftedLimit(t);
  await letGuestWrite();
  await until(backup, ({ guest, disks }) => guest === undefined && disks[0]!.speedLimit === LIMIT);
  await backup.cancel();
  assert.equal((await backup.finished).outcome, 'cancelled');
});

test('a limit that is set while another one is lifted is the one that is put back', async (t) => {
  const { backup, letGuestWrite } = await withLiftedLimit(t);
  await backup.setSpeed(2 * LIMIT);
  await until(backup, ({ disks }) => disks[0]!.speedLimit === undefined);
  await letGuestWrite();
  await until(backup, ({ guest, disks }) => guest === undefined && disks[0]!.speedLimit === 2 * LIMIT);
  await backup.cancel();
  assert.equal((await backup.finished).outcome, 'cancelled');
});

test('who leaves a backup puts back the limit that was lifted', async (t) => {
  const { other, backup } = await withLiftedLimit(t);
  await backup.leave();
  assert.deepEqual(
    (await other.execute('query-block-jobs', {})).map(({ speed }) => speed),
    [LIMIT],
  );
  const next = await attachRun(other, backup.id, LOCAL);
  await next.cancel();
  assert.equal((await next.finished).outcome, 'cancelled');
});

test('a limit that was lifted by a program that is no more is put back by the next one that follows the run', async (t) => {
  const { client, other, backup, letGuestWrite } = await withLiftedLimit(t);
  await client.close();
  await backup.finished;
  const [found] = await listRuns(other, LOCAL.records);
  assert.equal(found?.disks[0]?.speedLimit, undefined);
  await letGuestWrite();
  const next = await attachRun(other, backup.id, LOCAL);
  await until(next, ({ disks }) => disks[0]!.speedLimit === LIMIT);
  await next.cancel();
  assert.equal((await next.finished).outcome, 'cancelled');
});
