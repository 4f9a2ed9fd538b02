import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { asUser } from '../machine/asUser';
import {
  assertNothingLeft,
  backupXml,
  deviceFor,
  fileDisk,
  findingsOf,
  folderFor,
  loopFor,
  run,
  setUp,
  startXml,
} from './support';

const MIB = 1024 * 1024;
const ONE_DISK = { disks: [{ name: 'vda', format: 'qcow2' as const, size: 32 * MIB, data: 0 }] };

/** Devices are backed up raw, so that nothing is to be said of the room for qcow2's tables. */
const blockXml = (device: string) =>
  backupXml(`<disk name="vda" type="block"><target dev="${device}"/><driver type="raw"/></disk>`);

test('a device that is given as a file is told as one, with how to write to it', async (t) => {
  const { client, folder } = await setUp(t, ONE_DISK);
  const device = await deviceFor(t, folder, '32M');
  const [finding] = await findingsOf(client, backupXml(fileDisk('vda', device)));
  assert.deepEqual(
    [finding?.code, finding?.message],
    [
      'target-exists',
      `Disk "vda": "${device}" is a block device, and no file; to overwrite it, write type="block" and <target dev="${device}"/>.`,
    ],
  );
});

/**
 * What a test takes back at its end, the last first, before its devices and folders go: node:test runs its own hooks in
 * the order in which they were set.
 */
function takenBack(t: TestContext): (() => Promise<unknown>)[] {
  const steps: (() => Promise<unknown>)[] = [];
  t.after(async () => {
    for (const step of steps.toReversed()) await step();
  });
  return steps;
}

/** The device's partitions, of 48 MiB each; they are told to the kernel alone. */
async function partition(later: (() => Promise<unknown>)[], device: string): Promise<[string, string]> {
  for (const [number, start] of [
    ['1', '2048'],
    ['2', '100352'],
  ] as const) {
    await run('addpart', [device, number, start, '98304']);
    later.push(() => run('delpart', [device, number]));
  }
  return [`${device}p1`, `${device}p2`];
}

async function mountFor(t: TestContext, later: (() => Promise<unknown>)[], device: string): Promise<string> {
  // A blank in the name: the kernel's table writes it as an octal escape.
  const folder = path.join(await folderFor(t), 'mount point');
  await mkdir(folder);
  await run('mke2fs', ['-q', device], { env: { PATH: '/usr/sbin:/sbin:/usr/bin:/bin' } });
  await run('mount', [device, folder]);
  later.push(() => run('umount', [folder]));
  return folder;
}

const short = (findings: Awaited<ReturnType<typeof findingsOf>>) =>
  findings.map(({ severity, code, message }) => [severity, code, message]);

test('a free device that is large enough passes, and a mounted one is refused with its mount point', async (t) => {
  const later = takenBack(t);
  const { client, folder } = await setUp(t, ONE_DISK);
  const device = await deviceFor(t, folder, '32M');
  assert.deepEqual(await findingsOf(client, blockXml(device)), []);
  const mount = await mountFor(t, later, device);
  assert.deepEqual(short(await findingsOf(client, blockXml(device))), [
    [
      'error',
      'device-mounted',
      `Disk "vda": "${device}" is mounted at "${mount}"; unmount it, or choose another device than "${device}".`,
    ],
  ]);
});

test('a disk is refused for what its partitions are used for, and told of those that nobody uses', async (t) => {
  const later = takenBack(t);
  const { client, folder } = await setUp(t, ONE_DISK);
  const device = await deviceFor(t, folder, '100M');
  const [first, second] = await partition(later, device);
  assert.deepEqual(short(await findingsOf(client, blockXml(device))), [
    [
      'warning',
      'device-partitioned',
      `Disk "vda": the device "${device}" has partitions (2), which the backup overwrites.`,
    ],
  ]);
  const mount = await mountFor(t, later, first);
  await run('mkswap', [second]);
  await run('swapon', [second]);
  later.push(() => run('swapoff', [second]));
  assert.deepEqual(short(await findingsOf(client, blockXml(device))), [
    [
      'error',
      'device-mounted',
      `Disk "vda": "${first}" is mounted at "${mount}"; unmount it, or choose another device than "${device}".`,
    ],
    [
      'error',
      'device-swap',
      `Disk "vda": the system swaps to "${second}"; swapoff it, or choose another device than "${device}".`,
    ],
  ]);
  const [finding] = await findingsOf(client, blockXml(second));
  assert.equal(finding!.code, 'device-swap');
});

test('a partition is free while only its neighbour is used', async (t) => {
  const later = takenBack(t);
  const { client, folder } = await setUp(t, ONE_DISK);
  const [first, second] = await partition(later, await deviceFor(t, folder, '100M'));
  await mountFor(t, later, first);
  assert.deepEqual(await findingsOf(client, blockXml(second)), []);
});

test('a device that somebody holds for himself is refused', async (t) => {
  const { client, folder } = await setUp(t, ONE_DISK);
  const device = await deviceFor(t, folder, '32M');
  const holder = await open(device, constants.O_RDONLY | constants.O_EXCL);
  try {
    const [finding] = await findingsOf(client, blockXml(device));
    assert.equal(finding!.code, 'device-busy');
    assert.match(finding!.message, /the system or another program holds ".*" for itself; free it/);
  } finally {
    await holder.close();
  }
});

test('a device that another machine writes to is refused with that process, before a byte is written', async (t) => {
  const { client, folder } = await setUp(t, ONE_DISK);
  const device = await deviceFor(t, folder, '32M');
  const other = spawn('qemu-io', ['-f', 'raw', device], { stdio: ['pipe', 'pipe', 'ignore'] });
  t.after(() => other.kill('SIGKILL'));
  await once(other.stdout, 'data');
  assert.deepEqual(short(await findingsOf(client, blockXml(device))), [
    [
      'error',
      'device-busy',
      `Disk "vda": the process qemu-io (${other.pid}) has the device "${device}" open to write to it; end it, or choose another device.`,
    ],
  ]);
  await assert.rejects(startXml(client, blockXml(device)), /qemu-io/);
  assert.deepEqual((await readFile(device)).subarray(0, 4096), Buffer.alloc(4096));
  await assertNothingLeft(client);
});

test('a read-only device is refused, with everything else that stands against it', async (t) => {
  const { client, folder } = await setUp(t, ONE_DISK);
  const backing = path.join(folder, 'backing.img');
  await run('truncate', ['--size=16M', backing]);
  const device = await loopFor(t, backing, '--read-only');
  assert.deepEqual(short(await findingsOf(client, blockXml(device))), [
    [
      'error',
      'device-too-small',
      `Disk "vda": the device "${device}" has 16777216 bytes, and the disk needs 33554432; choose a larger device.`,
    ],
    ['error', 'device-read-only', `Disk "vda": the device "${device}" is read-only; choose another device.`],
  ]);
});

test('a device that QEMU’s user may not write to is refused', async (t) => {
  const { client, folder } = await setUp(t, { ...ONE_DISK, extraArgs: asUser('nobody') });
  const device = await deviceFor(t, folder, '32M');
  const findings = await findingsOf(client, blockXml(device));
  assert.deepEqual(
    findings.map(({ severity, code }) => [severity, code]),
    [['error', 'device-not-writable']],
  );
  await assert.rejects(startXml(client, blockXml(device), { locality: 'remote' }), /Permission denied/);
});

test('a partition of a device that is a disk of the machine is refused', async (t) => {
  const later = takenBack(t);
  const folder = await folderFor(t);
  const device = await deviceFor(t, folder, '100M');
  const node = { driver: 'host_device', filename: device, 'node-name': 'whole' };
  const extraArgs = [
    '-blockdev',
    JSON.stringify(node),
    '-device',
    'virtio-blk-pci,drive=whole,id=virtio-disk1',
  ];
  const { client } = await setUp(t, { ...ONE_DISK, extraArgs });
  const [first] = await partition(later, device);
  const [finding] = await findingsOf(client, blockXml(first));
  assert.equal(finding!.code, 'target-in-use', JSON.stringify(finding));
  assert.match(finding!.message, /is the image of the machine's disk "vdb", by the name "\/dev\/loop\d+"/);
});

test('two names of one device are one target', async (t) => {
  const { client, folder } = await setUp(t, {
    disks: ['vda', 'vdb'].map((name) => ({ name, format: 'qcow2' as const, size: MIB, data: 0 })),
  });
  const device = await deviceFor(t, folder, '8M');
  const alias = path.join(folder, 'alias');
  await run('mknod', [
    alias,
    'b',
    ...(await run('stat', ['--format=%Hr %Lr', device])).stdout.trim().split(' '),
  ]);
  const disk = (name: string, dev: string) =>
    `<disk name="${name}" type="block"><target dev="${dev}"/></disk>`;
  const [finding] = await findingsOf(client, backupXml(disk('vda', device), disk('vdb', alias)));
  assert.equal(finding!.code, 'target-used-twice');
});

test('a qcow2 image on a device of the disk’s own size may not fit', async (t) => {
  const { client, folder } = await setUp(t, ONE_DISK);
  const device = await deviceFor(t, folder, '32M');
  const findings = await findingsOf(
    client,
    backupXml(`<disk name="vda" type="block"><target dev="${device}"/><driver type="qcow2"/></disk>`),
  );
  assert.deepEqual(
    findings.map(({ severity, code }) => [severity, code]),
    [['warning', 'space-tight']],
  );
});
