import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunResult } from '../../engine';
import { JobStore } from '../../client/store/jobStore';
import { asShown } from '../../client/store/lostRun';
import { snapshot } from './support/snapshots';

test('the outcome of a lost run is told as its row shows it, once another QEMU was seen to answer there', () => {
  const store = new JobStore();
  store.setConnections([{ name: 'vm', socket: '/vm' }]);
  const [node] = store.connections;
  assert.ok(node);
  const result: RunResult = { run: 'r1', outcome: 'unknown', loss: 'gone', disks: [] };
  assert.equal(asShown(result, store).loss, 'gone', 'there is no row of it');
  store.addRun(node, snapshot('r1', { state: 'unknown', loss: 'gone' }));
  assert.equal(asShown(result, store).loss, 'gone');
  store.seen(node, { version: '7.2.22', drives: [], checkpoints: [] }, []);
  assert.equal(asShown(result, store).loss, 'anew');
});
