import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { readBlockDevice } from '../../engine/backup/host/blockDevice';
import { deviceNumber, hexDeviceNumber } from '../../engine/backup/host/deviceNumber';
import { folderFor } from '../support/folderFor';

/**
 * Not every kernel has a device mapper to build devices with, so what LVM leaves in sysfs is laid out by hand, as in
 * the kernel's Documentation/ABI/testing/sysfs-block. The rest of it is read of real devices in planDevices.
 */
test('the devices that are built on a partition are found, and the disk that it is on', async (t) => {
  const sysfs = await folderFor(t);
  const disk = path.join(sysfs, 'devices/virtual/block/sdb');
  const files: [string, string][] = [
    ['dev', '8:16\n'],
    ['size', '2048\n'],
    ['ro', '0\n'],
    ['sdb1/dev', '8:17\n'],
    ['sdb1/size', '1024\n'],
    ['sdb1/ro', '1\n'],
    ['sdb1/partition', '1\n'],
  ];
  await mkdir(path.join(disk, 'sdb1/holders/dm-0'), { recursive: true });
  await mkdir(path.join(disk, 'queue'));
  await mkdir(path.join(disk, 'holders'));
  for (const [file, text] of files) await writeFile(path.join(disk, file), text);
  await mkdir(path.join(sysfs, 'dev/block'), { recursive: true });
  await symlink(disk, path.join(sysfs, 'dev/block/8:16'));
  await symlink(path.join(disk, 'sdb1'), path.join(sysfs, 'dev/block/8:17'));

  assert.deepEqual(await readBlockDevice('8:16', sysfs), {
    number: '8:16',
    name: 'sdb',
    size: 1024 * 1024,
    access: 'writable',
    partitions: ['8:17'],
    holders: [],
  });
  assert.deepEqual(await readBlockDevice('8:17', sysfs), {
    number: '8:17',
    name: 'sdb1',
    size: 512 * 1024,
    access: 'read-only',
    partitions: [],
    disk: '8:16',
    holders: ['dm-0'],
  });
  assert.equal(await readBlockDevice('8:99', sysfs), undefined);
});

test('a device’s number is read as makedev(3) writes it, large minors included', () => {
  assert.equal(deviceNumber(0xfe00), '254:0');
  assert.equal(hexDeviceNumber(0xfe00), 'fe:00');
  assert.equal(deviceNumber(0x10301), '259:1');
  // The minor 0x12345 is cut in two.
  assert.equal(deviceNumber(0x12300845), '8:74565');
});
