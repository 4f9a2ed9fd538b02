import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { GatheredChanges } from '../../client/store/gatheredChanges';
import { JobStore } from '../../client/store/jobStore';
import { WorkStore } from '../../client/store/work';
import { past } from './support/pasts';
import { snapshot } from './support/snapshots';

/** A store with a backup that runs and one that is past, and what two places that draw it show after each drawing. */
function drawn(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const store = new JobStore();
  const works = new WorkStore();
  store.setConnections([{ name: 'alpha', socket: '/alpha' }]);
  store.setHistory([past('1-full')]);
  const run = store.addRun(store.connections[0]!, snapshot('2-going'));
  const changes = new GatheredChanges(store, works);
  t.after(() => changes.dispose());
  const tree: number[] = [];
  const status: number[] = [];
  changes.onChange(() => tree.push(run.snapshot.current));
  changes.onChange(() => status.push(run.snapshot.current));
  const advance = (current: number): void => store.runChanged(run, snapshot('2-going', { current }));
  return { store, works, changes, run, tree, status, advance };
}

test('the first change is drawn at once, those that follow together, and everywhere at the same moment', (t) => {
  const { tree, status, advance } = drawn(t);
  advance(1);
  assert.deepEqual(tree, [1]);
  advance(2);
  advance(3);
  assert.deepEqual(tree, [1]);
  t.mock.timers.tick(500);
  assert.deepEqual(tree, [1, 3]);
  t.mock.timers.tick(500);
  advance(4);
  assert.deepEqual(tree, [1, 3, 4], 'after a rest at once again');
  assert.deepEqual(status, tree);
});

test('what has only come a little further is drawn so seldom that a hover can be read, and what else happened soon', (t) => {
  const { store, run, tree, status } = drawn(t);
  const advance = (current: number, state: 'running' | 'paused' = 'running'): void =>
    store.runChanged(run, snapshot('2-going', { current, total: 1_000_000, state }));
  advance(1);
  for (let look = 2; look <= 6; look++) {
    t.mock.timers.tick(500);
    advance(look);
  }
  assert.deepEqual(tree, [1]);
  t.mock.timers.tick(500);
  assert.deepEqual(tree, [1, 6]);
  advance(7);
  t.mock.timers.tick(500);
  assert.deepEqual(tree, [1, 6]);
  advance(8, 'paused');
  assert.deepEqual(tree, [1, 6, 8], 'a state at once');
  advance(10_000, 'paused');
  assert.deepEqual(tree, [1, 6, 8]);
  t.mock.timers.tick(500);
  assert.deepEqual(tree, [1, 6, 8, 10_000], 'a percent soon');
  assert.deepEqual(status, tree);
});

test('what is done with a past backup is drawn by its row, and nothing is after the end', async (t) => {
  const { store, works, changes, advance, tree } = drawn(t);
  const told: unknown[] = [];
  changes.onChange((rows) => told.push(...rows));
  await works.do('1-full', 'verify', async () => assert.deepEqual(told, [store.history.find('1-full')]));
  changes.dispose();
  t.mock.timers.tick(10_000);
  advance(9);
  assert.deepEqual(tree, [0]);
});
