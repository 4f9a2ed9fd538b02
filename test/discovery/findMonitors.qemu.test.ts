import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { findMonitors } from '../../client/discovery/findMonitors';
import { parseQmpAddress, QmpClient } from '../../engine';
import { startStorageDaemon, type Daemon } from '../../scripts/throwawayDaemon.mjs';
import { bootMachine, type Machine } from '../../scripts/throwawayMachine.mjs';

let folder: string;
let machine: Machine;
let daemon: Daemon;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-monitors-'));
  [machine, daemon] = await Promise.all([
    bootMachine({
      name: 'web, of course',
      monitors: 2,
      disks: [],
      // Relative to where QEMU was started, which is where the tests are run.
      extraArgs: [
        '-qmp',
        `unix:${path.relative(process.cwd(), path.join(folder, 'rel.qmp'))},server=on,wait=off`,
      ],
    }),
    // Its name hides what it is: it is found by its socket's name alone.
    startStorageDaemon(path.join(folder, 'daemon.qmp'), { argv0: 'something' }),
  ]);
});

after(async () => {
  await machine?.stop();
  await daemon?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('monitors are found on the command line of a running QEMU, with the name of its guest', async () => {
  const { monitors } = await findMonitors({ folders: [] });
  const mine = monitors.filter(({ pid }) => pid === machine.pid);
  assert.deepEqual(
    new Map(mine.map(({ name, socket }) => [socket, name])),
    new Map([...machine.qmp, path.join(folder, 'rel.qmp')].map((socket) => [socket, 'web, of course'])),
  );
});

test('a monitor is found by the name of its socket where nothing else tells of it', async () => {
  const { monitors } = await findMonitors({ folders: [folder] });
  const socket = path.join(folder, 'daemon.qmp');
  assert.deepEqual(
    monitors.find((monitor) => monitor.socket === socket),
    { name: 'daemon', socket, use: 'free' },
  );
});

test('a monitor that has a client is told as in use, and its client notices nothing', async () => {
  const socket = path.join(folder, 'daemon.qmp');
  const client = await QmpClient.connect(parseQmpAddress(socket));
  try {
    for (let look = 0; look < 5; look++) {
      const { monitors } = await findMonitors({ folders: [folder] });
      assert.equal(monitors.find((monitor) => monitor.socket === socket)?.use, 'in-use');
    }
    assert.deepEqual(await client.execute('query-jobs', {}), []);
  } finally {
    await client.close();
  }
  // A look that had queued would be greeted now, and keep the next client from its greeting.
  await (await QmpClient.connect(parseQmpAddress(socket), { greetingTimeout: 5000 })).close();
});

test('a QEMU that has no monitor to connect to is told by name', async () => {
  const { withoutMonitor } = await findMonitors({ folders: [] });
  assert.ok(!withoutMonitor.includes('web, of course'));
  const alone = await bootMachine({ name: 'shut off', monitors: 1, disks: [], extraArgs: [] });
  try {
    await rm(alone.qmp[0] ?? '');
    assert.ok((await findMonitors({ folders: [] })).withoutMonitor.includes('shut off'));
  } finally {
    await alone.stop();
  }
});
