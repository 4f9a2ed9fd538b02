import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { startStorageDaemon } from '../../scripts/throwawayDaemon.mjs';
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

test('a node of a storage daemon, which has no guest, is backed up', async (t) => {
  const folder = await folderFor(t);
  const image = path.join(folder, 'vda.img');
  await writeFile(image, Buffer.alloc(8 * MIB, 7));
  const socket = path.join(folder, 'qmp');
  const daemon = await startStorageDaemon(socket, { image });
  t.after(() => daemon.stop());
  const client = await connectTo(t, socket);
  const target = path.join(folder, 'target');
  const backup = await startXml(client, backupXml(fileDisk('vda', target)), { options: { speed: MIB } });
  await until(backup, ({ disks }) => disks[0]?.state === 'throttled');
  await backup.setSpeed(0);
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(image, 'raw', target, 'qcow2');
  await assertNothingLeft(client);
});
