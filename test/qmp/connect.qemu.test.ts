import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { parseQmpAddress, QmpClient, QmpConnectError, type QmpConnectReason } from '../../engine/qmp';
import { connectTo } from '../machine/connectTo';
import { freeze } from '../machine/freeze';
import { machineFor } from '../machine/machineFor';
import { folderFor } from '../support/folderFor';
import { keepsMonitorContract } from './monitorContract';

/** Connects to where it must fail; why it did. */
async function failure(socketPath: string | undefined): Promise<QmpConnectReason> {
  const outcome = await QmpClient.connect({ kind: 'unix', path: socketPath ?? '' }).then(
    (client) => client.close(),
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof QmpConnectError, String(outcome));
  return outcome.reason;
}

test('the real monitor keeps the contract that the fake one keeps', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  await keepsMonitorContract(machine.qmp[0] ?? '');
});

test('the greeting tells the version of QEMU', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const { version } = await connectTo(t, machine.qmp[0]);
  assert.equal(`${version.major}.${version.minor}.${version.micro}`, machine.version);
});

test('a monitor that another client holds is told as busy within 3 s, and the other is not disturbed', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const holder = await connectTo(t, machine.qmp[0]);
  const start = performance.now();
  assert.equal(await failure(machine.qmp[0]), 'busy');
  const took = performance.now() - start;
  assert.ok(took > 1900 && took < 3000, `${took} ms`);
  assert.equal((await holder.execute('query-status', {})).status, 'prelaunch');
  await holder.close();
  assert.equal((await (await connectTo(t, machine.qmp[0])).execute('query-status', {})).running, false);
});

test('a monitor with a full queue of waiting clients is told as busy at once', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const socketPath = machine.qmp[0] ?? '';
  await connectTo(t, socketPath);
  for (let count = 0; count < 2; count++) {
    const waiting = connect(socketPath);
    t.after(() => waiting.destroy());
    // Both are cut off when the machine ends.
    waiting.on('error', () => {});
    await once(waiting, 'connect');
  }
  const start = performance.now();
  assert.equal(await failure(socketPath), 'busy');
  assert.ok(performance.now() - start < 1000);
});

test('QEMU runs what a waiting client has sent once it is served: why nothing is sent before', async (t) => {
  const machine = await machineFor(t, { disks: [], monitors: 2 });
  const holder = await connectTo(t, machine.qmp[0]);
  const watcher = await connectTo(t, machine.qmp[1]);
  using shutdown = watcher.listen((event) => event.name === 'SHUTDOWN');
  const waiting = connect(machine.qmp[0] ?? '');
  t.after(() => waiting.destroy());
  waiting.on('error', () => {});
  await once(waiting, 'connect');
  waiting.write('{"execute": "qmp_capabilities"}{"execute": "quit"}');
  await watcher.execute('query-status', {});
  await holder.close();
  assert.equal((await shutdown.next())?.data.reason, 'host-qmp-quit');
});

test('the socket file that a killed QEMU leaves is told as refused, and a missing one as missing', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  machine.kill('SIGKILL');
  await machine.ended;
  assert.equal(await failure(machine.qmp[0]), 'refused');
  assert.equal(await failure(path.join(machine.folder, 'none.sock')), 'missing');
});

test('the human monitor is told apart from QMP', async (t) => {
  const human = path.join(await folderFor(t), 'human.sock');
  await machineFor(t, { disks: [], extraArgs: ['-monitor', `unix:${human},server=on,wait=off`] });
  assert.equal(await failure(human), 'not-qmp');
});

test('a QEMU that stands still is told as busy, and serves when it goes on', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  await freeze(machine);
  assert.equal(await failure(machine.qmp[0]), 'busy');
  machine.kill('SIGCONT');
  assert.equal((await (await connectTo(t, machine.qmp[0])).execute('query-status', {})).running, false);
});

test('a monitor that writes each message over many lines is understood', async (t) => {
  const pretty = path.join(await folderFor(t), 'pretty.sock');
  await machineFor(t, {
    disks: [],
    extraArgs: [
      '-chardev',
      `socket,id=pretty,path=${pretty},server=on,wait=off`,
      '-mon',
      'chardev=pretty,mode=control,pretty=on',
    ],
  });
  const client = await connectTo(t, pretty);
  assert.ok((await client.execute('query-qmp-schema', {})).length > 1000);
});

test('a monitor on TCP serves as one on a unix socket does', async (t) => {
  // Port 0: the system chooses a free one, and QEMU tells which.
  const machine = await machineFor(t, {
    disks: [],
    extraArgs: [
      '-chardev',
      'socket,id=tcp,host=127.0.0.1,port=0,server=on,wait=off',
      '-mon',
      'chardev=tcp,mode=control',
    ],
  });
  const first = await connectTo(t, machine.qmp[0]);
  const chardevs = await first.execute('human-monitor-command', { 'command-line': 'info chardev' });
  const address = /tcp: filename=disconnected:tcp:([\d.]+:\d+)/.exec(chardevs)?.[1];
  const client = await QmpClient.connect(parseQmpAddress(address ?? ''));
  t.after(() => client.close());
  assert.equal((await client.execute('query-status', {})).status, 'prelaunch');
});
