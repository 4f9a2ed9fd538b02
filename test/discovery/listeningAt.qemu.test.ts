import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { listeningAt } from '../../client/discovery/listeningAt';
import { connectTo, folderFor } from '../backup/support';
import { machineFor } from '../machine/machineFor';

test('a monitor that QEMU bound to a relative path is told of like any other, and not one of its name elsewhere', async (t) => {
  const socket = path.join(await folderFor(t), 'relative.qmp');
  const elsewhere = path.join(await folderFor(t), 'relative.qmp');
  const extraArgs = ['-qmp', `unix:${path.relative(process.cwd(), socket)},server=on,wait=off`];
  await machineFor(t, { disks: [], extraArgs });
  assert.deepEqual(await listeningAt([socket, elsewhere]), new Map([[socket, 'free']]));
  await connectTo(t, socket);
  assert.deepEqual(await listeningAt([socket, elsewhere]), new Map([[socket, 'in-use']]));
});
