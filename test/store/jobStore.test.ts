import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  JobStore,
  type ConnectionNode,
  type ConnectionState,
  type StoreChange,
} from '../../client/store/jobStore';
import { disk, snapshot } from './support/snapshots';

const alpha = { name: 'alpha', socket: '/alpha' };
const beta = { name: 'beta', socket: '/beta' };
const connected: ConnectionState = {
  kind: 'connected',
  machine: { version: '7.2.22', drives: [], bitmaps: [] },
};

function storeOf(...connections: (typeof alpha)[]): {
  store: JobStore;
  nodes: ConnectionNode[];
  changes: StoreChange[];
} {
  const store = new JobStore();
  store.setConnections(connections);
  const changes: StoreChange[] = [];
  store.onChange((change) => changes.push(change));
  return { store, nodes: [...store.connections], changes };
}

test('a connection keeps its node and its state when the setting changes around it', () => {
  const { store, nodes } = storeOf(alpha);
  store.seen(nodes[0]!, connected, []);
  store.setConnections([beta, { ...alpha }]);
  assert.deepEqual(
    store.connections.map((node) => node.connection.name),
    ['beta', 'alpha'],
  );
  assert.equal(store.connections[1], nodes[0]);
});

test('a connection whose socket changed starts anew', () => {
  const { store, nodes } = storeOf(alpha);
  store.seen(nodes[0]!, connected, []);
  store.setConnections([{ ...alpha, socket: '/elsewhere' }]);
  assert.notEqual(store.connections[0], nodes[0]);
  assert.equal(store.connections[0]?.state.kind, 'unseen');
});

test('a connection that left the setting stays while a backup of this window runs on it', () => {
  const { store, nodes } = storeOf(alpha);
  const run = store.addRun(nodes[0]!, snapshot('r1'));
  store.setConnections([]);
  assert.deepEqual(store.connections, nodes);
  store.runChanged(run, snapshot('r1', { state: 'completed' }));
  store.setConnections([]);
  assert.deepEqual(store.connections, []);
});

test('a look that ends after its connection was removed changes nothing', () => {
  const { store, nodes, changes } = storeOf(alpha);
  store.setConnections([]);
  store.seen(nodes[0]!, connected, [snapshot('r1')]);
  assert.deepEqual(changes, ['all']);
});

test('progress changes the run alone, and keeps the nodes of its disks', () => {
  const { store, nodes, changes } = storeOf(alpha);
  const run = store.addRun(nodes[0]!, snapshot('r1'));
  const [vda] = run.disks;
  store.runChanged(run, snapshot('r1', { disks: [disk('vda', { current: 50 })] }));
  assert.deepEqual(changes, [nodes[0], run]);
  assert.equal(run.disks[0], vda);
  assert.equal(vda?.progress.current, 50);
});

test('runs of other programs come and go with what each look shows, the newest first', () => {
  const { store, nodes } = storeOf(alpha);
  const [node] = nodes;
  store.seen(node!, connected, [snapshot('old', { startedAt: 1 }), snapshot('new', { startedAt: 2 })]);
  const [first] = node!.runs;
  assert.deepEqual(
    node!.runs.map((run) => run.snapshot.run),
    ['new', 'old'],
  );
  store.seen(node!, connected, [snapshot('new', { startedAt: 2, state: 'completed' })]);
  assert.deepEqual(node!.runs, [first]);
  assert.equal(first?.snapshot.state, 'completed');
  assert.deepEqual(store.going, []);
});

test('a run of this window is listed once, although QEMU tells of it too', () => {
  const { store, nodes } = storeOf(alpha);
  const [node] = nodes;
  store.seen(node!, connected, [snapshot('r1')]);
  const run = store.addRun(node!, snapshot('r1'));
  assert.deepEqual(node!.runs, [run]);
  store.seen(node!, connected, [snapshot('r1')]);
  assert.deepEqual(node!.runs, [run]);
});

test('a run of this window stays when the machine no longer tells of it', () => {
  const { store, nodes } = storeOf(alpha);
  const run = store.addRun(nodes[0]!, snapshot('r1', { state: 'completed' }));
  store.seen(nodes[0]!, { kind: 'refused', message: 'nothing listens' }, []);
  assert.deepEqual(nodes[0]!.runs, [run]);
});

test('what QEMU tells replaces a run whose connection was lost', () => {
  const { store, nodes } = storeOf(alpha);
  const [node] = nodes;
  store.addRun(node!, snapshot('r1', { state: 'unknown' }));
  store.seen(node!, connected, [snapshot('r1', { state: 'running' })]);
  assert.deepEqual(
    node!.runs.map((run) => [run.origin, run.snapshot.state]),
    [['elsewhere', 'running']],
  );
});
