import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Emitter } from '../../client/store/emitter';
import { GatheredChanges } from '../../client/store/gatheredChanges';
import { JobStore } from '../../client/store/jobStore';
import type { ConnectionNode, StoreNode } from '../../client/store/nodes';
import { WorkStore } from '../../client/store/work';
import { openMachines } from '../../client/views/openMachines';
import { snapshot } from '../store/support/snapshots';

const machine = { version: '7.2.22', drives: [], checkpoints: [] };

/**
 * A view as VS Code's is while it draws itself for the first time: it takes a row to reveal and does not open it.
 * @param opensAt the attempt at which it opens the row
 */
function viewThatOpens(t: TestContext, opensAt: number) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const store = new JobStore();
  store.setConnections([{ name: 'vm', socket: '/vm' }]);
  const node = store.connections[0] as ConnectionNode;
  const reads = new Emitter<StoreNode>();
  const shown = new Emitter<{ visible: boolean }>();
  const changes = new GatheredChanges(store, new WorkStore());
  const world = {
    store,
    node,
    reveals: 0,
    reads,
    view: {
      visible: true,
      onDidChangeVisibility: shown.event,
      reveal: async () => {
        world.reveals += 1;
        if (world.reveals === opensAt) reads.fire(node);
      },
    },
    show: () => {
      world.view.visible = true;
      shown.fire({ visible: true });
    },
    /** Lets time pass, in tenths of a second. */
    pass: async (tenths: number) => {
      for (let tenth = 0; tenth < tenths; tenth += 1) {
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
        t.mock.timers.tick(100);
      }
    },
  };
  const opening = openMachines(world.view, { onDidRead: reads.event }, store, changes, { isTrusted: true });
  t.after(() => {
    opening.dispose();
    changes.dispose();
  });
  return Object.assign(world, { opening });
}

test('a row that VS Code passes over, as it draws the view for the first time, is opened again until it is open', async (t) => {
  const world = viewThatOpens(t, 3);
  world.store.notSeen(world.node, { kind: 'busy', message: 'in use' });
  await world.pass(10);
  world.store.seen(world.node, machine, [snapshot('r1')]);
  await world.pass(20);
  assert.equal(world.reveals, 3);
  // Somebody may close it from then on.
  world.store.seen(world.node, machine, [snapshot('r1'), snapshot('r2')]);
  await world.pass(20);
  assert.equal(world.reveals, 3);
});

test('a hidden view is not shown for the sake of a row, which is opened when somebody looks', async (t) => {
  const world = viewThatOpens(t, 1);
  world.view.visible = false;
  world.store.notSeen(world.node, { kind: 'busy', message: 'in use' });
  await world.pass(10);
  world.store.seen(world.node, machine, [snapshot('r1')]);
  await world.pass(20);
  assert.equal(world.reveals, 0);
  world.show();
  await world.pass(20);
  assert.equal(world.reveals, 1);
});

test('a row that VS Code has opened by itself is left as it is', async (t) => {
  const world = viewThatOpens(t, 1);
  world.store.seen(world.node, machine, [snapshot('r1')]);
  world.reads.fire(world.node);
  world.store.seen(world.node, machine, [snapshot('r1'), snapshot('r2')]);
  await world.pass(20);
  assert.equal(world.reveals, 0);
});

test('a row that cannot be opened is given up after a while, and at once when the window closes', async (t) => {
  const world = viewThatOpens(t, Infinity);
  world.store.notSeen(world.node, { kind: 'busy', message: 'in use' });
  await world.pass(10);
  world.store.seen(world.node, machine, [snapshot('r1')]);
  await world.pass(200);
  const { reveals } = world;
  await world.pass(200);
  assert.equal(world.reveals, reveals);
  world.store.seen(world.node, machine, [snapshot('r1')]);
  await world.pass(10);
  assert.ok(world.reveals > reveals);
  world.opening.dispose();
  const atEnd = world.reveals;
  await world.pass(20);
  assert.equal(world.reveals, atEnd);
});
