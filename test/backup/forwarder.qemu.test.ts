import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { machineFor } from '../machine/machineFor';
import { backupXml, connectTo, fileDisk, findingsOf, folderFor, run, startXml, TWO_DISKS } from './support';

/** What a forwarder of sockets such as socat does, in a process of its own. */
const FORWARDER = `
const net = require('node:net');
const [front, back] = process.argv.slice(1);
net.createServer((client) => {
  const server = net.connect(back);
  client.pipe(server).pipe(client);
  for (const one of [client, server]) one.on('error', () => {});
}).listen(front, () => console.log('listening'));
`;

/** A socket that forwards to another one. */
async function forwarderFor(t: TestContext, back: string): Promise<string> {
  const front = path.join(await folderFor(t), 'front.sock');
  const forwarder = spawn(process.execPath, ['-e', FORWARDER, front, back], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => forwarder.kill('SIGKILL'));
  await once(forwarder.stdout, 'data');
  return front;
}

test('a machine is backed up through a forwarder of its monitor: its own process is not taken for another one', async (t) => {
  const machine = await machineFor(t, TWO_DISKS);
  const folder = await folderFor(t);
  const client = await connectTo(t, await forwarderFor(t, machine.qmp[0]!));
  const xml = backupXml(...['vda', 'vdb'].map((disk) => fileDisk(disk, path.join(folder, disk))));
  assert.deepEqual(await findingsOf(client, xml), []);
  assert.equal((await (await startXml(client, xml)).finished).outcome, 'completed');
});

test('another process that may write to an image is named also through a forwarder', async (t) => {
  const folder = await folderFor(t);
  const image = path.join(folder, 'disk.raw');
  await run('truncate', ['--size=1M', image]);
  const node = {
    driver: 'raw',
    'node-name': 'own',
    file: { driver: 'file', filename: image, locking: 'off' },
  };
  const device = ['-device', 'virtio-blk-pci,drive=own,id=virtio-disk0'];
  const extraArgs = ['-blockdev', JSON.stringify(node), ...device];
  const machine = await machineFor(t, { disks: [], extraArgs });
  const client = await connectTo(t, await forwarderFor(t, machine.qmp[0]!));
  const other = spawn('qemu-io', ['-f', 'raw', image], { stdio: ['pipe', 'pipe', 'ignore'] });
  t.after(() => other.kill('SIGKILL'));
  await once(other.stdout, 'data');
  const xml = backupXml(fileDisk('vda', path.join(folder, 'a')));
  const [finding, ...more] = await findingsOf(client, xml);
  assert.deepEqual([finding?.severity, finding?.code, more], ['error', 'source-locked', []]);
  assert.match(finding!.message, new RegExp(`qemu-io \\(${other.pid}\\)`));
});

test('of a machine without processors it is left to people, through a forwarder, whose locks those are', async (t) => {
  const folder = await folderFor(t);
  const image = path.join(folder, 'disk.raw');
  await run('truncate', ['--size=1M', image]);
  const open = (node: string) => [
    '-blockdev',
    JSON.stringify({ driver: 'raw', 'node-name': node, file: { driver: 'file', filename: image } }),
  ];
  // As many locks as no one image of a machine has.
  const shared = ['a', 'b', 'c'].flatMap((node) => [
    ...open(node),
    '-device',
    `virtio-blk-pci,drive=${node},share-rw=on`,
  ]);
  await machineFor(t, { disks: [], extraArgs: shared });
  const bare = await machineFor(t, { disks: [], extraArgs: ['-machine', 'none', ...open('vda')] });
  const client = await connectTo(t, await forwarderFor(t, bare.qmp[0]!));
  const xml = backupXml(fileDisk('vda', path.join(folder, 'copy')));
  const findings = await findingsOf(client, xml);
  const told = findings.map(({ severity, code }) => `${severity} ${code}`);
  assert.deepEqual(told.toSorted(), ['warning qemu-unknown', 'warning source-locked']);
  const { message = '' } = findings.find(({ code }) => code === 'source-locked') ?? {};
  assert.match(message, /make sure that it does not, unless that is the machine itself, reached through a/);
});
