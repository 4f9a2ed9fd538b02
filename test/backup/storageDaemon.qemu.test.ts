import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  connectTo,
  fileDisk,
  folderFor,
  startXml,
  until,
} from './support';

const MIB = 1024 * 1024;

/** A storage daemon with one node. It has no guest, and none of the commands that are about one. */
async function daemonFor(t: TestContext, folder: string, image: string): Promise<string> {
  const socket = path.join(folder, 'qmp');
  const options = [
    ['--chardev', `socket,id=qmp,path=${socket},server=on,wait=off`, '--monitor', 'chardev=qmp'],
    ['--blockdev', `driver=file,filename=${image},node-name=storage`],
    ['--blockdev', 'driver=raw,file=storage,node-name=vda'],
  ];
  const daemon = spawn('qemu-storage-daemon', options.flat(), { stdio: 'ignore' });
  t.after(() => daemon.kill('SIGKILL'));
  while (!(await stat(socket).catch(() => undefined))) {
    assert.equal(daemon.exitCode, null, 'the storage daemon runs');
    await sleep(5);
  }
  return socket;
}

test('a node of a storage daemon, which has no guest, is backed up', async (t) => {
  const folder = await folderFor(t);
  const image = path.join(folder, 'vda.img');
  await writeFile(image, Buffer.alloc(8 * MIB, 7));
  const client = await connectTo(t, await daemonFor(t, folder, image));
  const target = path.join(folder, 'target');
  const backup = await startXml(client, backupXml(fileDisk('vda', target)), 'local', { speed: MIB });
  await until(backup, ({ disks }) => disks[0]?.state === 'throttled');
  await backup.setSpeed(0);
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(image, 'raw', target, 'qcow2');
  await assertNothingLeft(client);
});
