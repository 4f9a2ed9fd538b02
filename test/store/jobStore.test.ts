import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobStore } from '../../client/store/jobStore';
import type { ConnectionNode, MachineSummary, StoreChange } from '../../client/store/nodes';
import { past } from './support/pasts';
import { disk, snapshot } from './support/snapshots';

const alpha = { name: 'alpha', socket: '/alpha' };
const beta = { name: 'beta', socket: '/beta' };
const machine: MachineSummary = { version: '7.2.22', drives: [], checkpoints: [] };

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
  store.seen(nodes[0]!, machine, []);
  store.setConnections([beta, { ...alpha }]);
  assert.deepEqual(
    store.connections.map((node) => node.connection.name),
    ['beta', 'alpha'],
  );
  assert.equal(store.connections[1], nodes[0]);
});

test('a connection whose socket changed starts anew', () => {
  const { store, nodes } = storeOf(alpha);
  store.seen(nodes[0]!, machine, []);
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

test('a connection that was kept for a backup goes once that has ended and is found in History', () => {
  const { store, nodes } = storeOf(alpha);
  const run = store.addRun(nodes[0]!, snapshot('r1'));
  store.setConnections([beta]);
  assert.deepEqual(
    store.connections.map(({ connection, listing }) => `${connection.name} ${listing}`),
    ['beta configured', 'alpha kept'],
  );
  store.setHistory([past('r1', { outcome: 'open' })]);
  assert.equal(store.connections.length, 2, 'it still goes on');
  store.runChanged(run, snapshot('r1', { state: 'completed' }));
  store.setHistory([]);
  assert.equal(store.connections.length, 2, 'nobody else tells of it');
  store.setHistory([past('r1')]);
  assert.deepEqual(
    store.connections.map(({ connection }) => connection.name),
    ['beta'],
  );
});

test('a connection that comes back into the setting while its backup goes on stays for good', () => {
  const { store, nodes } = storeOf(alpha);
  const run = store.addRun(nodes[0]!, snapshot('r1'));
  store.setConnections([]);
  store.setConnections([{ ...alpha }]);
  store.runChanged(run, snapshot('r1', { state: 'completed' }));
  store.setHistory([past('r1')]);
  assert.deepEqual(store.connections, nodes);
});

test('a look that ends after its connection was removed changes nothing', () => {
  const { store, nodes, changes } = storeOf(alpha);
  store.setConnections([]);
  store.seen(nodes[0]!, machine, [snapshot('r1')]);
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
  store.seen(node!, machine, [snapshot('old', { startedAt: 1 }), snapshot('new', { startedAt: 2 })]);
  const [first] = node!.runs;
  assert.deepEqual(
    node!.runs.map((run) => run.snapshot.run),
    ['new', 'old'],
  );
  store.seen(node!, machine, [snapshot('new', { startedAt: 2, state: 'completed' })]);
  assert.deepEqual(node!.runs, [first]);
  assert.equal(first?.snapshot.state, 'completed');
  assert.deepEqual(store.going, []);
});

test('a run of this window is listed once, although QEMU tells of it too', () => {
  const { store, nodes } = storeOf(alpha);
  const [node] = nodes;
  store.seen(node!, machine, [snapshot('r1')]);
  const run = store.addRun(node!, snapshot('r1'));
  assert.deepEqual(node!.runs, [run]);
  store.seen(node!, machine, [snapshot('r1')]);
  assert.deepEqual(node!.runs, [run]);
});

test('a run of this window stays when the machine no longer tells of it', () => {
  const { store, nodes } = storeOf(alpha);
  const run = store.addRun(nodes[0]!, snapshot('r1', { state: 'completed' }));
  store.seen(nodes[0]!, machine, []);
  store.notSeen(nodes[0]!, { kind: 'refused', message: 'nothing listens' });
  assert.deepEqual(nodes[0]!.runs, [run]);
  assert.equal(run.snapshot.state, 'completed');
});

test('what QEMU tells replaces a run whose connection was lost', () => {
  const { store, nodes } = storeOf(alpha);
  const [node] = nodes;
  store.addRun(node!, snapshot('r1', { state: 'unknown' }));
  store.seen(node!, machine, [snapshot('r1', { state: 'running' })]);
  assert.deepEqual(
    node!.runs.map((run) => [run.origin, run.snapshot.state]),
    [['elsewhere', 'running']],
  );
});

test('a run that is claimed before it starts has no second row, on whichever connection a look finds it', () => {
  const { store, nodes } = storeOf(alpha, { ...alpha, name: 'the same machine' });
  store.claim('r1');
  for (const node of nodes) store.seen(node, machine, [snapshot('r1')]);
  const run = store.addRun(nodes[0]!, snapshot('r1'));
  for (const node of nodes) store.seen(node, machine, [snapshot('r1')]);
  assert.deepEqual(
    nodes.map(({ runs }) => runs),
    [[run], []],
  );
});

test('a run that is found counts again when its claim has been released', () => {
  const { store, nodes } = storeOf(alpha);
  store.claim('r1');
  store.release('r1');
  store.seen(nodes[0]!, machine, [snapshot('r1')]);
  assert.equal(nodes[0]!.runs[0]?.origin, 'elsewhere');
});

test('a row that is there already follows what QEMU tells while its run is claimed', () => {
  const { store, nodes } = storeOf(alpha);
  store.seen(nodes[0]!, machine, [snapshot('r1')]);
  store.claim('r1');
  store.seen(nodes[0]!, machine, [snapshot('r1', { state: 'cancelling' })]);
  assert.equal(nodes[0]!.runs[0]?.snapshot.state, 'cancelling');
});

for (const kind of ['busy', 'failed'] as const) {
  test(`runs found elsewhere stay as they were last seen while a look finds the machine ${kind}`, () => {
    const { store, nodes, changes } = storeOf(alpha);
    const [node] = nodes;
    store.seen(node!, machine, [snapshot('r1')]);
    const runs = [...node!.runs];
    store.notSeen(node!, { kind, message: 'why' });
    assert.deepEqual(node!.state, { kind, message: 'why' });
    assert.deepEqual(node!.runs, runs);
    assert.deepEqual(store.going, runs);
    assert.deepEqual(changes, [node, node]);
    store.seen(node!, machine, []);
    assert.deepEqual(node!.runs, []);
  });
}

for (const kind of ['refused', 'missing'] as const) {
  test(`how runs found elsewhere ended is not known once the socket is ${kind}, unless they had failed before`, () => {
    const { store, nodes } = storeOf(alpha);
    const [node] = nodes;
    store.seen(node!, machine, [
      snapshot('done', { state: 'completed', disks: [disk('vda', { state: 'completed' })] }),
      snapshot('failed', { state: 'failed', disks: [disk('vda', { state: 'failed' })] }),
      snapshot('going', { disks: [disk('vda', { rate: 7 })] }),
    ]);
    const before = [...node!.runs];
    store.notSeen(node!, { kind, message: 'why' });
    assert.deepEqual(node!.runs, before);
    assert.deepEqual(
      node!.runs.map(({ snapshot: { run, state }, disks }) => [run, state, disks[0]?.progress.state]),
      [
        ['done', 'unknown', 'unknown'],
        ['failed', 'failed', 'failed'],
        ['going', 'unknown', 'unknown'],
      ],
    );
    assert.equal(node!.runs[2]?.disks[0]?.progress.rate, undefined);
    assert.deepEqual(store.going, []);
  });
}

test('a look that fails after its connection was removed changes nothing', () => {
  const { store, nodes, changes } = storeOf(alpha);
  store.setConnections([]);
  store.notSeen(nodes[0]!, { kind: 'busy', message: 'why' });
  assert.deepEqual(changes, ['all']);
});
