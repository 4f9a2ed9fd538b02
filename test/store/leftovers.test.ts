import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobStore, type ConnectionState, type RunNode } from '../../client/store/jobStore';
import { Leftovers } from '../../client/store/leftovers';
import { snapshot } from './support/snapshots';

const connected = {
  kind: 'connected',
  machine: { version: '7.2.22', drives: [], bitmaps: [] },
} satisfies ConnectionState;

function leftoversFor(settle: (run: RunNode) => Promise<ReturnType<typeof snapshot>>) {
  const store = new JobStore();
  const errors: unknown[] = [];
  const leftovers = new Leftovers(store, { settle, onError: (_, error) => errors.push(error) });
  store.setConnections([{ name: 'vm', socket: '/vm' }]);
  return { store, leftovers, errors, node: store.connections[0]! };
}

const soon = () => new Promise(setImmediate);

test('a run that ended with nobody there is settled once, and stays in the tree', async () => {
  const settled: string[] = [];
  const { store, node } = leftoversFor(async (run) => {
    settled.push(run.snapshot.run);
    return snapshot('r1', { state: 'completed' });
  });
  store.seen(node, connected, [snapshot('r1', { state: 'completed' })]);
  store.seen(node, connected, [snapshot('r1', { state: 'completed' })]);
  await soon();
  assert.deepEqual(settled, ['r1']);
  store.seen(node, connected, []);
  assert.deepEqual(
    node.runs.map(({ origin, snapshot: { run, state } }) => [origin, run, state]),
    [['here', 'r1', 'completed']],
  );
});

test('a run that still goes on is left alone', async () => {
  const { store, node } = leftoversFor(() => assert.fail('it was settled'));
  store.seen(node, connected, [snapshot('r1', { state: 'running' })]);
  await soon();
  assert.equal(node.runs[0]!.origin, 'elsewhere');
});

test('a run that could not be settled is tried again at the next look', async () => {
  let tries = 0;
  const { store, node, errors } = leftoversFor(async () => {
    tries += 1;
    throw new Error('busy');
  });
  for (let look = 1; look <= 2; look += 1) {
    store.seen(node, connected, [snapshot('r1', { state: 'completed' })]);
    await soon();
    assert.equal(tries, look);
  }
  assert.equal(errors.length, 2);
});
