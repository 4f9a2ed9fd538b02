import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobStore } from '../../client/store/jobStore';
import type { RunNode } from '../../client/store/nodes';
import { Standstills } from '../../client/store/standstills';
import type { DiskState, RunSnapshot } from '../../engine';
import { disk, snapshot } from './support/snapshots';

const machine = { version: '7.2.22', drives: [], checkpoints: [] };

const withDisks = (...states: DiskState[]): RunSnapshot =>
  snapshot('r1', { disks: states.map((state, index) => disk(`vd${'ab'[index]}`, { state })) });

function watched() {
  const store = new JobStore();
  const told: string[] = [];
  const standstills = new Standstills(store, (_, standstill) => told.push(standstill));
  store.setConnections([{ name: 'vm', socket: '/vm' }]);
  const node = store.connections[0]!;
  const run = (): RunNode => store.addRun(node, withDisks('running', 'running'));
  return { store, told, node, run, standstills };
}

test('a backup that waits for space is told of once, however long and with however many disks', () => {
  const { store, told, run } = watched();
  const one = run();
  store.runChanged(one, withDisks('running', 'running'));
  assert.deepEqual(told, []);
  store.runChanged(one, withDisks('running', 'out-of-space'));
  store.runChanged(one, withDisks('running', 'out-of-space'));
  store.runChanged(one, withDisks('io-error', 'out-of-space'));
  assert.deepEqual(told, ['first']);
  store.runChanged(one, withDisks('running', 'running'));
  store.runChanged(one, withDisks('io-error', 'running'));
  assert.deepEqual(told, ['first', 'first'], 'it had gone on meanwhile');
});

test('a retry that comes to nothing is told of as one, and one that was refused is not', () => {
  const { store, told, run } = watched();
  const one = run();
  store.runChanged(one, withDisks('running', 'out-of-space'));
  for (const expected of [1, 2]) {
    store.ask(one, 'retry');
    store.answered(one, 'retry');
    store.runChanged(one, withDisks('running', 'out-of-space'));
    assert.deepEqual(told, ['first', ...Array.from({ length: expected }, () => 'retried')]);
  }
  for (const request of ['retry', 'cancel'] as const) {
    store.ask(one, request);
    store.runChanged(one, withDisks('running', 'out-of-space'));
    store.forgetRequest(one, request);
    assert.equal(told.length, 3, `${request}: why it was refused was told`);
  }
});

test('a QEMU that does not answer for a while changes nothing about what was told', () => {
  const { store, told, run } = watched();
  const one = run();
  const stuck = withDisks('running', 'out-of-space');
  store.runChanged(one, stuck);
  store.runChanged(one, { ...stuck, contact: { kind: 'silent', since: 0 } });
  store.runChanged(one, stuck);
  assert.deepEqual(told, ['first']);
});

test('a backup that another program follows is told of there', () => {
  const { store, told, node } = watched();
  store.seen(node, machine, [withDisks('running', 'out-of-space')]);
  assert.equal(node.runs.length, 1);
  assert.deepEqual(told, []);
});

test('a backup that waits already when this window begins to follow it is told of', () => {
  const { store, told, node, standstills } = watched();
  store.addRun(node, withDisks('running', 'out-of-space'));
  assert.deepEqual(told, ['first']);
  standstills.dispose();
  store.addRun(node, { ...withDisks('running', 'out-of-space'), run: 'r2' });
  assert.deepEqual(told, ['first']);
});
