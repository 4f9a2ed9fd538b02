import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HistoryReader } from '../../client/history/historyReader';
import { JobStore } from '../../client/store/jobStore';
import { snapshot } from './support/snapshots';

const machine = { version: '7.2.22', drives: [], checkpoints: [] };

test("another program's backup is looked for in History once its outcome is on disk, and QEMU has no jobs of it any more", async () => {
  const store = new JobStore();
  store.setConnections([{ name: 'vm', socket: '/vm' }]);
  const [node] = store.connections;
  assert.ok(node);
  let reads = 0;
  const history = new HistoryReader(store, {
    read: async () => {
      reads += 1;
      return { runs: [], catalogue: { runs: [], unreadable: [], hidden: [] }, unreadable: [] };
    },
    onError: assert.ifError,
    onUnreadable: assert.fail,
  });
  store.seen(node, machine, [snapshot('r1')]);
  await history.readOnce();
  store.seen(node, machine, [snapshot('r1', { state: 'cancelled' })]);
  assert.equal(reads, 1, 'QEMU still tells how its jobs ended');
  store.seen(node, machine, []);
  assert.equal(reads, 2);
  history.dispose();
});
