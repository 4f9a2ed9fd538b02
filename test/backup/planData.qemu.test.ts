import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { inspectBackup, readDefinition } from '../../engine';
import { backupXml, deviceFor, fileDisk, folderFor, run, setUp } from './support';

const MIB = 1024 * 1024;

/** The arguments that give QEMU nodes, and disks on them: vda, vdb, … */
function diskArgs(nodes: readonly object[]): string[] {
  return nodes.flatMap((node, index) => {
    const name = `node${index}`;
    const all = { ...node, 'node-name': name, 'read-only': true };
    return [
      '-blockdev',
      JSON.stringify(all),
      '-device',
      `virtio-blk-pci,drive=${name},id=virtio-disk${index}`,
    ];
  });
}

test('what a plan calls stored is what the images of a disk take, however QEMU was told where they are', async (t) => {
  const images = await folderFor(t);
  const file = (name: string) => path.join(images, name);
  const write = async (name: string, format: string, from: number, length: number) =>
    run('qemu-io', ['-f', format, '-c', `write -q -P 1 ${from}M ${length}M`, file(name)]);
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', file('base'), '300M']);
  await write('base', 'qcow2', 0, 60);
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', file('base'), '-F', 'qcow2', file('top')]);
  await write('top', 'qcow2', 80, 10);
  await run('truncate', ['--size=300M', file('raw'), file('empty')]);
  await write('raw', 'raw', 200, 20);
  const device = await deviceFor(t, images, '300M');
  // QEMU reports such a name as it was given.
  const relative = (name: string) => path.relative(process.cwd(), file(name));
  const open = (filename: string) => ({ driver: 'file', filename });
  const stored: [node: object, mib: number][] = [
    [{ driver: 'qcow2', file: open(relative('base')) }, 60],
    [
      {
        driver: 'qcow2',
        file: open(relative('top')),
        backing: { driver: 'qcow2', file: open(relative('base')) },
      },
      70,
    ],
    [{ driver: 'raw', file: open(relative('raw')) }, 20],
    [{ driver: 'raw', file: open(file('empty')) }, 0],
    // QEMU reports this one as json:.
    [{ driver: 'raw', size: 250 * MIB, file: open(relative('raw')) }, 20],
    // Of a device QEMU knows no holes: all of it is copied.
    [{ driver: 'raw', file: { driver: 'host_device', filename: device } }, 300],
  ];
  const { client, folder } = await setUp(t, {
    disks: [],
    extraArgs: diskArgs(stored.map(([node]) => node)),
  });
  const names = ['vda', 'vdb', 'vdc', 'vdd', 'vde', 'vdf'];
  const xml = backupXml(...names.map((name) => fileDisk(name, path.join(folder, name))));
  const { disks, findings } = await inspectBackup(client, readDefinition(xml), { locality: 'local' });
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.deepEqual(
    disks.map(({ data = Infinity }) => Math.floor(data / MIB)),
    stored.map(([, mib]) => mib),
  );
});
