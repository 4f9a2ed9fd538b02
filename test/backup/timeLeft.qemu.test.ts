import assert from 'node:assert/strict';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { attachRun, type BackupRun } from '../../engine';
import { backupXml, connectTo, fileDisk, folderFor, LOCAL, run, setUp, startXml } from './support';

const MIB = 1024 * 1024;
/** How fast the disk can be read, in MiB a second. */
const STORAGE = 24;

/** A disk, in MiB: its size, and where it holds data, as start and length. */
interface Disk {
  size: number;
  data: [start: number, length: number][];
}

/** Much larger than what is in it; and that is more than QEMU has under way at one time (64 MiB). */
const DISKS: Record<string, Disk> = {
  'at its start': { size: 4096, data: [[0, 96]] },
  'at its end': { size: 4096, data: [[4000, 96]] },
  'in four places': { size: 4096, data: [0, 1, 2, 3].map((part) => [part * 1024 + 17, 24]) },
};

/** A machine with one slow disk. */
async function sparseMachine(t: TestContext, { size, data }: Disk) {
  const image = path.join(await folderFor(t), 'sparse.qcow2');
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', image, `${size}M`]);
  const writes = data.flatMap(([start, length]) => ['-c', `write -q -P 171 ${start}M ${length}M`]);
  await run('qemu-io', ['-f', 'qcow2', ...writes, image]);
  const node = {
    driver: 'qcow2',
    'node-name': 'sparse',
    file: { driver: 'throttle', 'throttle-group': 'slow', file: { driver: 'file', filename: image } },
  };
  const limits = { 'bps-total': STORAGE * MIB };
  return setUp(t, {
    disks: [],
    extraArgs: [
      '-object',
      JSON.stringify({ 'qom-type': 'throttle-group', id: 'slow', limits }),
      '-blockdev',
      JSON.stringify(node),
      '-device',
      'virtio-blk-pci,drive=sparse,id=virtio-disk0',
    ],
  });
}

/**
 * Follows a backup to its end, and fails unless every time that was told came true, within a third and a second.
 * @returns which part of its time had gone by when the first was told; 1 where none was
 */
async function assertTruthful(backup: BackupRun): Promise<number> {
  const began = Date.now();
  const told: { at: number; left: number }[] = [];
  backup.onChange(({ disks: [disk] }) => {
    if (disk?.timeLeft !== undefined) told.push({ at: Date.now(), left: disk.timeLeft });
  });
  assert.equal((await backup.finished).outcome, 'completed');
  const ended = Date.now();
  for (const { at, left } of told) {
    const real = (ended - at) / 1000;
    const isTrue = left < (real * 4) / 3 + 1 && left > (real * 2) / 3 - 1;
    assert.ok(isTrue, `after ${(at - began) / 1000} s ${left} s were said to be left, and it was ${real} s`);
  }
  return told[0] ? (told[0].at - began) / (ended - began) : 1;
}

for (const [where, disk] of Object.entries(DISKS)) {
  test(`the time left is true for a disk with holes and its data ${where}, and told early`, async (t) => {
    const { client, folder } = await sparseMachine(t, disk);
    const xml = backupXml(fileDisk('vda', path.join(folder, 'a')));
    const first = await assertTruthful(await startXml(client, xml));
    assert.ok(first < 0.5, `the first was told after ${first} of the time`);
  });

  test(`a raw target of such a disk, its data ${where}, tells no time before it can be known`, async (t) => {
    const { client, folder } = await sparseMachine(t, disk);
    const xml = backupXml(fileDisk('vda', path.join(folder, 'a'), 'raw'));
    const first = await assertTruthful(await startXml(client, xml));
    if (disk.data.length === 1) assert.ok(first < 1, 'none was told at all');
  });
}

test('whoever attaches to a run is told a time left that is true, too', async (t) => {
  const { machine, client, folder } = await sparseMachine(t, DISKS['in four places']!);
  const backup = await startXml(client, backupXml(fileDisk('vda', path.join(folder, 'a'))));
  await client.close();
  await backup.finished;
  const later = await connectTo(t, machine.qmp[0]);
  const first = await assertTruthful(await attachRun(later, backup.id, LOCAL));
  assert.ok(first < 0.5, `the first was told after ${first} of the time`);
});

for (const format of ['qcow2', 'raw']) {
  test(`with a speed limit, under which holes count, the time left is true for a ${format} target`, async (t) => {
    const { client, folder } = await sparseMachine(t, { size: 96, data: [[0, 32]] });
    const xml = backupXml(fileDisk('vda', path.join(folder, 'a'), format));
    const first = await assertTruthful(await startXml(client, xml, { options: { speed: 16 * MIB } }));
    assert.ok(first < 0.5, `the first was told after ${first} of the time`);
  });
}
