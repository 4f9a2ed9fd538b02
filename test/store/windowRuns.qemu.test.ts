import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { JobStore } from '../../client/store/jobStore';
import { Leftovers } from '../../client/store/leftovers';
import { lookAt } from '../../client/store/lookout';
import { WindowRuns } from '../../client/store/windowRuns';
import { cancelRun, planBackup, readDefinition, startBackup, type QmpClient } from '../../engine';
import { backupXml, fileDisk } from '../backup/support';
import { LOCAL, RECORDED } from '../backup/recorded';
import { connectTo } from '../machine/connectTo';
import { machineFor } from '../machine/machineFor';

const mebibyte = 1024 * 1024;
const { signal } = new AbortController();

/** A store that knows one machine, and a backup of it that is planned. */
async function planned(t: TestContext, pace: 'fast' | 'slow' = 'fast') {
  const slow = pace === 'slow' ? { data: 48 * mebibyte, bytesPerSecond: 16 * mebibyte } : { data: mebibyte };
  const disk = { name: 'vda', format: 'qcow2' as const, size: 64 * mebibyte, ...slow };
  const { qmp, folder } = await machineFor(t, { disks: [disk] });
  const client = await connectTo(t, qmp[0]);
  const store = new JobStore();
  store.setConnections([{ name: 'vm', socket: qmp[0]! }]);
  const definition = readDefinition(backupXml(fileDisk('vda', `${folder}/vda.backup`)));
  const plan = await planBackup(client, definition, { locality: 'local' });
  return { client, plan, store, runs: new WindowRuns(store), node: store.connections[0]! };
}

async function look(client: QmpClient, store: JobStore): Promise<string[]> {
  const { machine, runs } = await lookAt(client, signal, LOCAL.records);
  for (const node of store.connections) store.seen(node, machine, runs);
  return runs.map(({ run }) => run);
}

test('a run that a look sees before its start is known has one row, and one who takes its outcome', async (t) => {
  const { client, plan, store, runs, node } = await planned(t);
  const leftovers = new Leftovers(store, {
    settle: () => assert.fail('settled twice'),
    onError: assert.fail,
  });
  t.after(() => leftovers.dispose());
  // The same machine under another name has it among its jobs, too.
  store.setConnections([node.connection, { ...node.connection, name: 'again' }]);
  const backup = await runs.start(plan.run, async () => {
    const started = await startBackup(client, plan, RECORDED);
    await look(client, store);
    return started;
  });
  const following = runs.follow(node, backup, signal);
  assert.deepEqual(
    node.runs.map(({ origin }) => origin),
    ['here'],
  );
  assert.equal((await following).outcome, 'completed');
  assert.deepEqual(
    store.connections.map((connection) => connection.runs.map(({ snapshot }) => snapshot.state)),
    [['completed'], []],
  );
});

test('a run whose start failed on this side is shown when QEMU tells of it', async (t) => {
  const { client, plan, store, runs, node } = await planned(t, 'slow');
  const start = runs.start(plan.run, async () => {
    await startBackup(client, plan, RECORDED);
    throw new Error('the reply was lost');
  });
  await assert.rejects(start, /the reply was lost/);
  assert.deepEqual(await look(client, store), [plan.run]);
  assert.equal(node.runs[0]?.origin, 'elsewhere');
  await cancelRun(client, plan.run, LOCAL);
});

test('a run is left at once when the window closes, and goes on in QEMU', async (t) => {
  const { client, plan, runs, node } = await planned(t, 'slow');
  const backup = await runs.start(plan.run, () => startBackup(client, plan, RECORDED));
  const closing = new AbortController();
  const following = runs.follow(node, backup, closing.signal);
  closing.abort(new Error('closing'));
  await assert.rejects(following, /closing/);
  assert.equal(backup.snapshot().state, 'running');
  assert.equal(node.runs[0]?.snapshot.state, 'running');
  assert.equal(await runs.cancel(node.runs[0]), 'elsewhere');
  await backup.cancel();
  await backup.finished;
});

test('a run whose connection was lost is shown again when QEMU tells of it', async (t) => {
  const { client, plan, store, runs, node } = await planned(t, 'slow');
  const backup = await runs.start(plan.run, () => startBackup(client, plan, RECORDED));
  const following = runs.follow(node, backup, signal);
  await client.close();
  assert.equal((await following).outcome, 'unknown');
  const later = await connectTo(t, node.connection.socket);
  await look(later, store);
  assert.deepEqual(
    node.runs.map(({ origin, snapshot: { state } }) => [origin, state]),
    [['elsewhere', 'running']],
  );
  await cancelRun(later, plan.run, LOCAL);
});
