import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { leaveOnAbort } from '../../client/connections/leaveOnAbort';
import { SharedClients } from '../../client/connections/sharedClients';
import type { QmpClient } from '../../engine';
import { fakeMonitor, returns } from '../qmp/fakeMonitor';
import { folderFor } from '../support/folderFor';

const never = new Promise<never>(() => undefined);
/** Longer than any test may take, in ms: a test that waits for it fails. */
const forever = 60_000;

test('a user who takes back what it began when the window closes can use the session until that is done', async (t) => {
  const { path } = await fakeMonitor(t, { 'query-jobs': returns([]) });
  const clients = new SharedClients(forever);
  const done: string[] = [];
  let begun: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (begun = resolve));
  const use = clients.use(path, async (client, signal) => {
    begun();
    await assert.rejects(leaveOnAbort(never, signal));
    for (let step = 1; step <= 3; step += 1) done.push(`${(await client.execute('query-jobs', {})).length}`);
  });
  await started;
  await clients.dispose();
  assert.deepEqual(done, ['0', '0', '0']);
  await use;
});

test('a user who does not leave is waited for only so long', async (t) => {
  const { path } = await fakeMonitor(t, {});
  const clients = new SharedClients(20);
  const client = await new Promise<QmpClient>((resolve) => {
    void clients.use(path, async (used) => {
      resolve(used);
      await never;
    });
  });
  await clients.dispose();
  assert.equal(await client.closed, undefined);
});

test('nothing holds up the end when nobody uses a session', async () => {
  await new SharedClients(forever).dispose();
});

test('no session begins after the end', async (t) => {
  const { path } = await fakeMonitor(t, {});
  const clients = new SharedClients(forever);
  await clients.dispose();
  await assert.rejects(
    clients.use(path, () => assert.fail('it began')),
    { name: 'AbortError' },
  );
});

test('who does not speak QMP is told so again and again, also where it keeps the connections that were left', async (t) => {
  const folder = await folderFor(t);
  const kept: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    kept.push(socket.on('error', () => {}));
    socket.write('SSH-2.0-OpenSSH_9.2\r\n');
  });
  t.after(() => {
    for (const socket of kept) socket.destroy();
    server.close();
  });
  const address = join(folder, 'ssh.sock');
  await once(server.listen(address), 'listening');
  const clients = new SharedClients(forever);
  t.after(() => clients.dispose());
  for (const look of ['first', 'second', 'third']) {
    const use = clients.use(address, () => assert.fail('it began'));
    await assert.rejects(use, { name: 'QmpConnectError', reason: 'not-qmp' }, look);
  }
});
