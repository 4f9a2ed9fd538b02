import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { findQemu } from '../../engine/backup/host/qemuProcess';
import { machineFor } from '../machine/machineFor';
import { folderFor, run } from './support';

const monitorAt = (socket: string) => ['-qmp', `unix:${socket},server=on,wait=off`];

test('the QEMU of a socket is found also where it bound that to a relative path, as another one did', async (t) => {
  const folders = [await folderFor(t), await folderFor(t)];
  const sockets = folders.map((folder) => path.join(folder, 'vm.sock'));
  const elsewhere = path.join(await folderFor(t), 'vm.sock');
  for (const socket of sockets) {
    const extraArgs = monitorAt(path.relative(process.cwd(), socket));
    const machine = await machineFor(t, { disks: [], extraArgs });
    assert.equal((await findQemu(socket))?.pid, machine.pid);
    assert.equal(await findQemu(elsewhere), undefined);
  }
});

test('a QEMU that became a daemon, and so left the folder of its socket, is found by the name', async (t) => {
  const folder = await folderFor(t);
  const name = `${path.basename(folder)}.sock`;
  const args = ['-nodefaults', '-display', 'none', '-S', '-accel', 'tcg', '-daemonize', '-pidfile', 'pid'];
  await run('qemu-system-x86_64', [...args, ...monitorAt(name)], { cwd: folder });
  const pid = Number(await readFile(path.join(folder, 'pid'), 'utf8'));
  t.after(() => process.kill(pid, 'SIGKILL'));
  assert.equal((await findQemu(path.join(folder, name)))?.pid, pid);
});
