import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { filesIn } from './filesIn';
import { atEnd } from '../support/atEnd';
import { spawnTied } from '../support/spawnTied';
import { nbdServer } from './nbdServer';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  fileDisk,
  run,
  setUp,
  startXml,
  TWO_SLOW_DISKS,
  until,
} from './support';

const MIB = 1024 * 1024;
const SIZE = 96 * MIB;

/**
 * A block device whose bytes lie with an NBD server that can be made to hang. The kernel's own client of NBD is not
 * everywhere, so QEMU's storage daemon is the client, and shows the kernel a file for a loop device. Needs root.
 */
async function remoteDevice(t: TestContext) {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-test-'));
  const [image, socket, file] = ['remote.raw', 'nbd.sock', 'export'].map((name) => path.join(folder, name));
  await run('truncate', [`--size=${SIZE}`, image!]);
  // Its end comes first: a QEMU that waits for it cannot be ended.
  const server = await nbdServer(t, image!, socket!);
  await writeFile(file!, '');
  const node = { driver: 'nbd', 'node-name': 'remote', server: { type: 'unix', path: socket } };
  const daemon = spawnTied(
    'qemu-storage-daemon',
    '--blockdev',
    JSON.stringify(node),
    '--export',
    `type=fuse,id=export,node-name=remote,mountpoint=${file},writable=on`,
  );
  let device: string | undefined;
  atEnd(t, async () => {
    if (device !== undefined) await run('losetup', ['--detach', device]);
    daemon.kill('SIGTERM');
    if (daemon.exitCode === null) await once(daemon, 'exit');
    await rm(folder, { recursive: true });
  });
  while ((await stat(file!)).size !== SIZE) {
    assert.equal(daemon.exitCode, null, 'the storage daemon did not start');
    await new Promise(setImmediate);
  }
  device = (await run('losetup', ['--find', '--show', file!])).stdout.trim();
  return { ...server, device };
}

test('a backup to a device of an NBD server that hangs has not ended before that has taken all of it', async (t) => {
  const remote = await remoteDevice(t);
  const { machine, client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const device = `<disk name="vda" type="block"><target dev="${remote.device}"/></disk>`;
  const backup = await startXml(client, backupXml(device, fileDisk('vdb', path.join(folder, 'b'))));
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  remote.hang();
  // The kernel takes what is written until QEMU closes the target and waits for all of it to be there.
  await until(backup, ({ contact }) => contact.kind === 'silent');
  const { state, disks } = backup.snapshot();
  assert.deepEqual([state, ...disks.map((disk) => disk.state)], ['running', 'completed', 'completed']);
  assert.deepEqual(await filesIn(folder), [`b.${backup.id}.partial`], 'nor has any other target its name');
  remote.goOn();
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', remote.device, 'qcow2');
  await assertNothingLeft(client);
});
