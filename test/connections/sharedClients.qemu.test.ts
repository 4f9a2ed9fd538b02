import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { SharedClients } from '../../client/connections/sharedClients';
import { lookAt } from '../../client/store/lookout';
import { parseQmpAddress, planBackup, QmpClient, readDefinition, startBackup } from '../../engine';
import { filesIn } from '../backup/filesIn';
import { backupXml, fileDisk } from '../backup/support';
import { LOCAL, RECORDED } from '../backup/recorded';
import { connectTo } from '../machine/connectTo';
import { machineFor } from '../machine/machineFor';

const blank = { name: 'vda', format: 'raw' as const, size: 1024 * 1024, data: 0 };

function clientsFor(t: TestContext): SharedClients {
  const clients = new SharedClients(4000);
  t.after(() => clients.dispose());
  return clients;
}

test('a look while another user holds the session goes through the same session', async (t) => {
  const { qmp } = await machineFor(t, { disks: [blank], name: 'demo' });
  const clients = clientsFor(t);
  await clients.use(qmp[0]!, async (held) => {
    const sighting = await clients.use(qmp[0]!, async (client, signal) => {
      assert.equal(client, held);
      return lookAt(client, signal, LOCAL.records);
    });
    assert.equal(sighting.machine.name, 'demo');
    assert.equal(sighting.machine.drives.length, 1);
    assert.deepEqual(sighting.runs, []);
  });
});

test('the socket is free for other programs after the last user', async (t) => {
  const { qmp } = await machineFor(t, { disks: [blank] });
  const clients = clientsFor(t);
  await clients.use(qmp[0]!, async () => undefined);
  const other = await QmpClient.connect(parseQmpAddress(qmp[0]!));
  await other.close();
});

test('users who come one right after the other do not take each other for another program', async (t) => {
  const { qmp } = await machineFor(t, { disks: [blank] });
  const clients = clientsFor(t);
  const names: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    void clients.use(qmp[0]!, async () => void names.push(name));
    await clients.use(qmp[0]!, async () => void names.push(name));
  }
  assert.deepEqual(names, ['a', 'a', 'b', 'b', 'c', 'c']);
});

test('after QEMU has gone, the next user is told that nothing listens', async (t) => {
  const machine = await machineFor(t, { disks: [blank] });
  const clients = clientsFor(t);
  await clients.use(machine.qmp[0]!, async (client) => {
    machine.kill('SIGKILL');
    // The kernel closes a dead process's sockets one by one, the listening one perhaps last.
    await Promise.all([client.closed, machine.ended]);
    await assert.rejects(
      clients.use(machine.qmp[0]!, async () => undefined),
      { reason: 'refused' },
    );
  });
});

test('a window that closes during a start leaves neither files nor nodes nor jobs behind', async (t) => {
  const names = ['vda', 'vdb', 'vdc', 'vdd', 'vde', 'vdf'];
  const disks = names.map((name) => ({ ...blank, name }));
  const { qmp, folder } = await machineFor(t, { disks, monitors: 2 });
  const before = await filesIn(folder);
  const other = await connectTo(t, qmp[1]);
  const nodes = await other.execute('query-named-block-nodes', { flat: true });
  const xml = backupXml(...names.map((name) => fileDisk(name, `${folder}/${name}.backup`)));
  const clients = clientsFor(t);
  using events = other.listen((event) => event.name === 'JOB_STATUS_CHANGE');
  const start = clients.use(qmp[0]!, async (client, signal) => {
    const plan = await planBackup(client, readDefinition(xml), { locality: 'local', signal });
    await startBackup(client, plan, { ...RECORDED, signal });
  });
  const refused = assert.rejects(start, { name: 'AbortError' });
  // The first of the targets is being created.
  await events.next();
  await clients.dispose();
  await refused;
  assert.deepEqual(await other.execute('query-jobs', {}), []);
  const after = await other.execute('query-named-block-nodes', { flat: true });
  assert.deepEqual(after.map(nameOf), nodes.map(nameOf));
  assert.deepEqual(await filesIn(folder), before);
});

const nameOf = (node: { 'node-name'?: string | undefined }) => node['node-name'];
