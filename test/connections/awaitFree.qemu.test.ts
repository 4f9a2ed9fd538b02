import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { awaitFree } from '../../client/connections/awaitFree';
import { SharedClients } from '../../client/connections/sharedClients';
import { listeningSockets } from '../../client/discovery/unixSockets';
import { parseQmpAddress, QmpClient } from '../../engine';
import { machineFor } from '../machine/machineFor';
import { folderFor } from '../support/folderFor';

const signal = new AbortController().signal;

/** Fails unless a monitor in use is told as such by each of its names, and nobody of this program waits for it then. */
async function assertToldInUse(t: TestContext, socket: string, names: readonly string[]): Promise<void> {
  const other = await QmpClient.connect(parseQmpAddress(socket));
  const clients = new SharedClients(1000);
  t.after(() => clients.dispose());
  for (const name of names)
    await assert.rejects(
      clients.use(name, async () => undefined),
      { reason: 'busy' },
    );
  await other.close();
  const started = performance.now();
  await clients.use(socket, async (client) => client.execute('query-jobs', {}));
  assert.ok(performance.now() - started < 1000, 'nobody stands before it in the queue');
}

test("the system's list tells a real QEMU's monitor as free, in use, and gone", async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const socket = machine.qmp[0] ?? '';
  const use = async () => (await listeningSockets())?.get(socket);
  // The boot has left it a moment ago.
  await awaitFree(socket, 2000, signal);
  assert.equal(await use(), 'free');
  const client = await QmpClient.connect(parseQmpAddress(socket));
  assert.equal(await use(), 'in-use');
  await client.close();
  await awaitFree(socket, 2000, signal);
  assert.equal(await use(), 'free');
  // Its file stays after this, so that the file tells nothing.
  machine.kill('SIGKILL');
  await machine.ended;
  assert.equal(await use(), undefined);
});

test('a monitor in use is told as such without a connection that would stay in its queue', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const socket = machine.qmp[0] ?? '';
  await assertToldInUse(t, socket, [socket]);
});

/** A machine, and its monitor's socket through a link to the file, and through one to the folder. */
async function linkedMachine(t: TestContext) {
  const machine = await machineFor(t, { disks: [] });
  const socket = machine.qmp[0] ?? '';
  const folder = await folderFor(t);
  const [file, throughFolder] = [path.join(folder, 'vm'), path.join(folder, 'run')];
  await symlink(socket, file);
  await symlink(path.dirname(socket), throughFolder);
  return { socket, links: [file, path.join(throughFolder, path.basename(socket))] };
}

test('a monitor in use is told as such also through a link, without a connection', async (t) => {
  const { socket, links } = await linkedMachine(t);
  await assertToldInUse(t, socket, links);
});

test('a monitor and a link to it share one session', async (t) => {
  const { socket, links } = await linkedMachine(t);
  const clients = new SharedClients(1000);
  t.after(() => clients.dispose());
  const [file = '', throughFolder = ''] = links;
  await clients.use(file, (first) =>
    clients.use(throughFolder, (second) =>
      clients.use(socket, async (third) => {
        assert.equal(first, second);
        assert.equal(first, third);
        for (const address of [socket, ...links]) assert.ok(clients.holds(address), address);
      }),
    ),
  );
  assert.ok(!clients.holds(file));
});
