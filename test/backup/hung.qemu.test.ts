import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { attachRun } from '../../engine';
import { filesIn } from './filesIn';
import { nbdServer } from './nbdServer';
import { machineFor } from '../machine/machineFor';
import {
  assertNothingLeft,
  bothTo,
  connectTo,
  folderFor,
  LOCAL,
  run,
  setUp,
  startXml,
  TWO_SLOW_DISKS,
  until,
} from './support';

const MIB = 1024 * 1024;

test('cancelling a run with a disk whose storage hangs leaves QEMU’s monitor alive', async (t) => {
  const folder = await folderFor(t);
  const socket = path.join(folder, 'nbd.sock');
  const image = path.join(folder, 'remote.raw');
  await run('qemu-img', ['create', '-q', '-f', 'raw', image, '64M']);
  await run('qemu-io', ['-f', 'raw', '-c', 'write -q -P 7 0 64M', image]);
  const server = await nbdServer(t, image, socket);

  // Both are slow enough to have reads under way all the time, and the healthy one comes first in the document.
  const limited = {
    driver: 'throttle',
    'node-name': 'limited',
    'throttle-group': 'remote-limit',
    file: { driver: 'nbd', server: { type: 'unix', path: socket } },
  };
  const machine = await machineFor(t, {
    monitors: 2,
    disks: [{ name: 'vda', format: 'qcow2', size: 64 * MIB, data: 32 * MIB, bytesPerSecond: 4 * MIB }],
    extraArgs: [
      '-object',
      `throttle-group,id=remote-limit,x-bps-total=${4 * MIB}`,
      '-blockdev',
      JSON.stringify(limited),
      '-device',
      'virtio-blk-pci,drive=limited,id=virtio-disk1',
    ],
  });
  const client = await connectTo(t, machine.qmp[0]);
  const targets = await folderFor(t);
  const client2 = await connectTo(t, machine.qmp[1]);
  const backup = await startXml(client, bothTo(targets));
  await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
  server.hang();
  await until(backup, ({ disks }) => disks[0]!.current > 4 * MIB && disks[1]!.current < disks[1]!.total);

  // A client that has just come has seen neither disk move.
  const cancelled: unknown[] = [];
  client2.observe((traffic) => {
    if (traffic.kind === 'sent' && traffic.command === 'job-cancel') cancelled.push(traffic.arguments);
  });
  const attached = await attachRun(client2, backup.id, LOCAL);
  assert.equal(await attached.cancel(), 'requested');
  assert.deepEqual(cancelled, [{ id: `domainbackup.${backup.id}.1.vdb` }]);
  // It must answer even when the healthy disk has come to its rest.
  for (;;) {
    const jobs = await client.execute('query-block-jobs', {}, { timeout: 10_000 });
    assert.equal(jobs.length, 2, 'the monitor answers while the cancelled job still hangs');
    if (jobs.every(({ device, busy }) => device.endsWith('.vdb') || !busy)) break;
  }
  server.goOn();
  assert.equal((await attached.finished).outcome, 'cancelled');
  assert.equal((await backup.finished).outcome, 'cancelled');
  assert.deepEqual(await filesIn(targets), []);
  await assertNothingLeft(client);
});

test('a cancel that QEMU does not answer is obeyed when it goes on, at whatever command it stood still', async (t) => {
  const { machine, client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, bothTo(folder));
  await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
  t.after(() => machine.kill('SIGCONT'));
  client.observe((traffic) => {
    if (traffic.kind === 'sent' && traffic.command === 'job-pause') machine.kill('SIGSTOP');
  });
  assert.equal(await backup.cancel(), 'silent');
  machine.kill('SIGCONT');
  assert.equal((await backup.finished).outcome, 'cancelled');
  await assertNothingLeft(client);
});
