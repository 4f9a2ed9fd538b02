import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedClients } from '../../client/connections/sharedClients';
import { lookAt } from '../../client/store/lookout';
import { parseQmpAddress, QmpClient } from '../../engine';
import { machineFor } from '../machine/machineFor';

const blank = { name: 'vda', format: 'raw' as const, size: 1024 * 1024, data: 0 };

test('a look while another user holds the session goes through the same session', async (t) => {
  const { qmp } = await machineFor(t, { disks: [blank], name: 'demo' });
  const clients = new SharedClients();
  t.after(() => clients.dispose());
  await clients.use(qmp[0]!, async (held) => {
    const sighting = await clients.use(qmp[0]!, async (client) => {
      assert.equal(client, held);
      return lookAt(client);
    });
    assert.equal(sighting.machine.name, 'demo');
    assert.equal(sighting.machine.drives.length, 1);
    assert.deepEqual(sighting.runs, []);
  });
});

test('the socket is free for other programs after the last user', async (t) => {
  const { qmp } = await machineFor(t, { disks: [blank] });
  const clients = new SharedClients();
  t.after(() => clients.dispose());
  await clients.use(qmp[0]!, async () => undefined);
  const other = await QmpClient.connect(parseQmpAddress(qmp[0]!));
  await other.close();
});

test('users who come one right after the other do not take each other for another program', async (t) => {
  const { qmp } = await machineFor(t, { disks: [blank] });
  const clients = new SharedClients();
  t.after(() => clients.dispose());
  const names: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    void clients.use(qmp[0]!, async () => void names.push(name));
    await clients.use(qmp[0]!, async () => void names.push(name));
  }
  assert.deepEqual(names, ['a', 'a', 'b', 'b', 'c', 'c']);
});

test('after QEMU has gone, the next user is told that nothing listens', async (t) => {
  const machine = await machineFor(t, { disks: [blank] });
  const clients = new SharedClients();
  t.after(() => clients.dispose());
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
