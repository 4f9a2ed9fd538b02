import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobStore } from '../../client/store/jobStore';
import type { RunNode } from '../../client/store/nodes';
import { Leftovers } from '../../client/store/leftovers';
import { snapshot } from './support/snapshots';

const machine = { version: '7.2.22', drives: [], checkpoints: [] };

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
  store.seen(node, machine, [snapshot('r1', { state: 'completed' })]);
  store.seen(node, machine, [snapshot('r1', { state: 'completed' })]);
  await soon();
  assert.deepEqual(settled, ['r1']);
  store.seen(node, machine, []);
  assert.deepEqual(
    node.runs.map(({ origin, snapshot: { run, state } }) => [origin, run, state]),
    [['here', 'r1', 'completed']],
  );
});

test('a run that still goes on is left alone', async () => {
  const { store, node } = leftoversFor(() => assert.fail('it was settled'));
  store.seen(node, machine, [snapshot('r1', { state: 'running' })]);
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
    store.seen(node, machine, [snapshot('r1', { state: 'completed' })]);
    await soon();
    assert.equal(tries, look);
  }
  assert.equal(errors.length, 2);
});

test('a run that could not be settled is left alone by what happens between two looks', async () => {
  let tries = 0;
  const { store, node } = leftoversFor(async () => {
    tries += 1;
    throw new Error('busy');
  });
  const other = store.addRun(node, snapshot('r2'));
  store.seen(node, machine, [snapshot('r1', { state: 'completed' })]);
  await soon();
  store.runChanged(other, snapshot('r2'));
  store.notSeen(node, { kind: 'busy', message: 'why' });
  await soon();
  assert.equal(tries, 1);
});

test('a run whose QEMU has gone is not settled', async () => {
  const { store, node } = leftoversFor(() => assert.fail('it was settled'));
  store.seen(node, machine, [snapshot('r1')]);
  store.notSeen(node, { kind: 'refused', message: 'why' });
  await soon();
  assert.equal(node.runs[0]!.snapshot.state, 'unknown');
});

test('a run that somebody in this window sees to is left to them', async () => {
  const { store, node } = leftoversFor(() => assert.fail('it was settled'));
  store.claim('ours');
  store.seen(node, machine, [snapshot('ours', { state: 'completed' }), snapshot('cancelled here')]);
  store.claim('cancelled here');
  store.seen(node, machine, [snapshot('cancelled here', { state: 'cancelled' })]);
  await soon();
  assert.deepEqual(
    node.runs.map(({ snapshot: { run } }) => run),
    ['cancelled here'],
  );
});
