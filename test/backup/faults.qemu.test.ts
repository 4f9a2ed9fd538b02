import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { settleRuns, type BackupRun, type QmpClient } from '../../engine';
import { makeDisk } from '../../scripts/throwawayDisk.mjs';
import type { MachineOptions } from '../../scripts/throwawayMachine.mjs';
import { deviceIo } from '../machine/deviceIo';
import { relayFor } from '../machine/relay';
import { filesIn } from './filesIn';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  bothTo,
  brokenFileSystem,
  connectTo,
  deviceFor,
  fileDisk,
  fileSystemFor,
  folderFor,
  LOCAL,
  setUp,
  startXml,
  TWO_DISKS,
  until,
} from './support';

const MIB = 1024 * 1024;

/** Starts a backup of both disks so slowly that a test can act in its middle. */
async function startSlowly(client: QmpClient, folder: string): Promise<BackupRun> {
  const backup = await startXml(client, bothTo(folder, 'raw'), { options: { speed: 4 * MIB } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  return backup;
}

/** A disk of which QEMU cannot read a sector in the middle (`blkdebug`). */
function withUnreadableDisk(folder: string): MachineOptions {
  const image = path.join(folder, 'bad.raw');
  const inject = { event: 'read_aio', errno: 5, once: false, sector: (6 * MIB) / 512 };
  const node = {
    driver: 'raw',
    'node-name': 'bad',
    file: { driver: 'blkdebug', 'inject-error': [inject], image: { driver: 'file', filename: image } },
  };
  return {
    ...TWO_DISKS,
    extraArgs: ['-blockdev', JSON.stringify(node), '-device', 'virtio-blk-pci,drive=bad,id=virtio-disk2'],
  };
}

test('a disk that cannot be read fails with its side and words, and takes the others with it', async (t) => {
  const sources = await folderFor(t);
  await makeDisk(sources, { name: 'bad', format: 'raw', size: 16 * MIB, data: 10 * MIB });
  const { client, folder } = await setUp(t, withUnreadableDisk(sources));
  const xml = backupXml(fileDisk('vda', path.join(folder, 'a')), fileDisk('vdc', path.join(folder, 'c')));
  const result = await (await startXml(client, xml)).finished;
  assert.equal(result.outcome, 'failed');
  assert.deepEqual(
    result.disks.map(({ disk, outcome, error }) => [disk, outcome, error]),
    [
      ['vda', 'cancelled', 'Cancelled because vdc failed.'],
      ['vdc', 'failed', 'Input/output error'],
    ],
  );
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);

  const stopped = await startXml(client, xml, { options: { onError: 'stop' } });
  await until(stopped, ({ disks }) => disks[1]?.state === 'io-error');
  assert.equal(stopped.snapshot().disks[1]?.side, 'source');
  assert.equal(await stopped.cancel(), 'requested');
  assert.equal((await stopped.finished).outcome, 'cancelled');
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);
});

test('a target whose storage does not take what QEMU has written is no backup, though its job completed', async (t) => {
  const broken = await brokenFileSystem(t);
  const { client, folder } = await setUp(t);
  const xml = backupXml(
    fileDisk('vda', path.join(broken, 'a'), 'raw'),
    fileDisk('vdb', path.join(folder, 'b')),
  );
  const result = await (await startXml(client, xml)).finished;
  assert.equal(result.outcome, 'failed', JSON.stringify(result));
  assert.match(result.disks[0]?.error ?? '', /did not take all that was written|Input\/output error/);
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);
});

test('a device that does not take what QEMU has written to it holds no backup, though its job completed', async (t) => {
  // Without holes: where QEMU makes a device forget a range, that fails at once.
  const image = path.join(await folderFor(t), 'full.raw');
  await writeFile(image, Buffer.alloc(16 * MIB, 7));
  const { client, folder } = await setUp(t, {
    disks: [{ name: 'vda', format: 'raw', image }, TWO_DISKS.disks[1]!],
  });
  const device = await deviceFor(t, await fileSystemFor(t, '8m'), '16M');
  const xml = backupXml(
    `<disk name="vda" type="block"><target dev="${device}"/><driver type="raw"/></disk>`,
    fileDisk('vdb', path.join(folder, 'b')),
  );
  const { outcome, disks } = await (await startXml(client, xml)).finished;
  assert.equal(outcome, 'failed', JSON.stringify(disks));
  assert.match(disks[0]?.error ?? '', /did not take all that was written/);
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);
});

test('a connection that is lost and comes back is no end: the backup is followed to its own', async (t) => {
  const { machine, client: own, second, folder } = await setUp(t);
  const relay = await relayFor(t, second);
  const client = await connectTo(t, relay.socket);
  const backup = await startXml(client, bothTo(folder, 'raw'), { options: { speed: 4 * MIB } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  relay.sever();
  await until(backup, ({ contact }) => contact.kind === 'silent');
  assert.equal(backup.snapshot().state, 'running');
  relay.mend();
  await until(backup, ({ contact }) => contact.kind === 'answering');
  await backup.setSpeed(0);
  const result = await backup.finished;
  assert.equal(result.outcome, 'completed', JSON.stringify(result));
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(folder, 'a'), 'qcow2');
  await assertIdentical(machine.disks[1]!.path, 'raw', path.join(folder, 'b'), 'raw');
  await assertNothingLeft(own);
});

test('a QEMU that stands still is told with since when, and the backup completes once it goes on', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const backup = await startSlowly(client, folder);
  const before = Date.now();
  machine.kill('SIGSTOP');
  t.after(() => machine.kill('SIGCONT'));
  await until(backup, ({ contact }) => contact.kind === 'silent');
  const { contact, state } = backup.snapshot();
  assert.equal(state, 'running');
  assert.ok(contact.kind === 'silent' && Math.abs(contact.since - before) < 30_000);
  machine.kill('SIGCONT');
  await until(backup, (snapshot) => snapshot.contact.kind === 'answering');
  await backup.setSpeed(0);
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[1]!.path, 'raw', path.join(folder, 'b'), 'raw');
  await assertNothingLeft(client);
});

/** A guest that turns its machine off as soon as it runs: `mov dx, 0x604; mov ax, 0x2000; out dx, ax; hlt` (ACPI's S5). */
const TURN_OFF = [0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef, 0xf4];

test('a guest that shuts down takes QEMU with it: the outcome is unknown, and the partial files are named', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const bootSector = Buffer.alloc(512);
  bootSector.set(TURN_OFF);
  bootSector.set([0x55, 0xaa], 510);
  const file = path.join(await folderFor(t), 'boot');
  await writeFile(file, bootSector);
  assert.equal(await deviceIo(client, machine, 'vda', `write -q -s ${file} 0 512`), '');
  const backup = await startSlowly(client, folder);
  await client.execute('cont', {});
  await machine.ended;
  const { outcome, disks } = await backup.finished;
  assert.equal(outcome, 'unknown');
  const partial = ['a', 'b'].map((name) => `${name}.${backup.id}.partial`);
  assert.deepEqual(
    (await filesIn(folder)).filter((name) => !name.endsWith('.json')),
    partial,
  );
  for (const [index, disk] of disks.entries()) {
    assert.equal(disk.outcome, 'unknown');
    assert.ok(disk.error?.includes(path.join(folder, partial[index]!)), disk.error);
  }
});

test('a reset of the machine leaves its backup alone', async (t) => {
  const { machine, client, second, folder } = await setUp(t);
  const backup = await startSlowly(client, folder);
  const other = await connectTo(t, second);
  await other.execute('human-monitor-command', { 'command-line': 'system_reset' });
  await backup.setSpeed(0);
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(folder, 'a'), 'qcow2');
  await assertNothingLeft(client);
});

test('a disk that is unplugged in the middle is backed up as it was', async (t) => {
  const sources = await folderFor(t);
  const image = await makeDisk(sources, { name: 'stick', format: 'raw', size: 16 * MIB, data: 10 * MIB });
  const node = { driver: 'raw', 'node-name': 'stick', file: { driver: 'file', filename: image } };
  // Unlike a PCI device, one on USB goes without its guest's leave.
  const { client, second, folder } = await setUp(t, {
    ...TWO_DISKS,
    extraArgs: [
      '-blockdev',
      JSON.stringify(node),
      '-device',
      'qemu-xhci,id=usb',
      '-device',
      'usb-storage,bus=usb.0,drive=stick,id=usb-disk0',
    ],
  });
  const target = path.join(folder, 'sda');
  const backup = await startXml(client, backupXml(fileDisk('sda', target)), { options: { speed: 4 * MIB } });
  await until(backup, ({ disks }) => disks[0]!.current > 0);
  const other = await connectTo(t, second);
  await other.execute('human-monitor-command', { 'command-line': 'device_del usb-disk0' });
  const drives = await other.execute('query-block', {});
  assert.deepEqual(
    drives.filter(({ qdev }) => qdev?.includes('usb-disk0')),
    [],
  );
  await backup.setSpeed(0);
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(image, 'raw', target, 'qcow2');
  await assertNothingLeft(client);
});

test('a cancel that races with the end always agrees with the outcome, the files and the record', async (t) => {
  // So slow that a cancel can come in time, also where this program has to wait for a processor.
  const bytesPerSecond = 160 * MIB;
  const { client, folder } = await setUp(t, {
    disks: [
      { name: 'vda', format: 'qcow2', size: 64 * MIB, data: 40 * MIB, bytesPerSecond },
      { name: 'vdb', format: 'raw', size: 32 * MIB, data: 20 * MIB, bytesPerSecond },
    ],
  });
  const seen = new Set<string>();
  // It goes back and forth over the moment at which a cancel comes too late.
  let wait = 128;
  for (let round = 0; round < 20; round += 1) {
    const targets = await folderFor(t);
    const backup = await startXml(client, bothTo(targets, 'raw'));
    await sleep(wait);
    const answer = await backup.cancel();
    const { outcome } = await backup.finished;
    seen.add(outcome);
    wait = outcome === 'completed' ? wait / 2 : wait * 1.7;
    assert.ok(outcome === 'completed' || outcome === 'cancelled', outcome);
    if (answer === 'ended') assert.equal(outcome, 'completed');
    assert.deepEqual(await filesIn(targets), outcome === 'completed' ? ['a', 'b'] : []);
    assert.equal((await LOCAL.records.read(backup.id))?.outcome, outcome, 'the record says the same');
    assert.deepEqual(await settleRuns(client, LOCAL), []);
  }
  assert.deepEqual(
    [...seen].toSorted(),
    ['cancelled', 'completed'],
    'some cancels came in time, some too late',
  );
  await assertNothingLeft(client);
  assert.deepEqual(await readdir(folder), []);
});
