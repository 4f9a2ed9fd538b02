import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PastRun } from '../../client/history/pastRun';
import { pastAbilities } from '../../client/store/abilities';
import type { HistoryNode } from '../../client/store/historyNodes';
import { JobStore } from '../../client/store/jobStore';
import type { MachineSummary } from '../../client/store/nodes';
import { past } from './support/pasts';
import { snapshot } from './support/snapshots';

const machine: MachineSummary = { version: '7.2.22', drives: [], checkpoints: [] };

const since = (run: string): Partial<PastRun> => ({
  mode: 'incremental',
  parent: { run, checkpoint: `of ${run}` },
});

/** The runs of a history, with those below each. */
function drawn(history: HistoryNode | undefined): unknown {
  return history?.chains.map(({ past: { run }, increments }) => [
    run,
    ...increments.map((one) => one.past.run),
  ]);
}

function storeOf(...pasts: PastRun[]): JobStore {
  const store = new JobStore();
  store.setConnections([
    { name: 'alpha', socket: '/alpha' },
    { name: 'beta', socket: '/beta' },
  ]);
  store.setHistory(pasts.toSorted((a, b) => (a.run < b.run ? 1 : -1)));
  return store;
}

test('increments stand below the whole backup that they build on, also through others, the oldest first', () => {
  const store = storeOf(
    past('1-full'),
    past('2-inc', since('1-full')),
    past('3-full'),
    past('4-inc', since('2-inc')),
    past('5-differential', since('1-full')),
  );
  assert.deepEqual(drawn(store.history.of(store.connections[0])), [
    ['3-full'],
    ['1-full', '2-inc', '4-inc', '5-differential'],
  ]);
});

test('an increment whose clock was set back stands after what it builds on, in its chain', () => {
  const store = storeOf(
    past('2-full', { startedAt: 20 }),
    past('3-inc', { ...since('2-full'), startedAt: 30 }),
    past('1-back', { ...since('3-inc'), startedAt: 10 }),
    past('4-differential', { ...since('2-full'), startedAt: 40 }),
  );
  assert.deepEqual(drawn(store.history.of(store.connections[0])), [
    ['2-full', '3-inc', '1-back', '4-differential'],
  ]);
});

test('an increment whose ground is unknown stands alone, and cannot be restored; a circle harms nobody', () => {
  const store = storeOf(past('2-inc', since('1-gone')), past('3-a', since('4-b')), past('4-b', since('3-a')));
  const history = store.history.of(store.connections[0]);
  assert.deepEqual(drawn(history), [['3-a', '4-b'], ['2-inc']]);
  const [, alone] = history?.chains ?? [];
  assert.equal(alone?.chain, 'broken');
  assert.deepEqual(pastAbilities(alone, undefined), ['verifiable', 'documented']);
  const work = { kind: 'verify', current: 0, total: 0 } as const;
  assert.deepEqual(pastAbilities(alone, work), ['stoppable', 'documented']);
});

test('a backup belongs to the machine of its UUID, then of its name, then of its socket, and else to others', () => {
  const store = storeOf(
    past('1-uuid', { machine: { version: '', uuid: 'u', name: 'renamed', socket: '/beta' } }),
    past('2-name', { machine: { version: '', name: 'guest', socket: '/elsewhere' } }),
    past('3-socket', { machine: { version: '', socket: '/beta' } }),
    past('4-none', { machine: { version: '', name: 'stranger' } }),
    past('5-replaced', { machine: { version: '', uuid: 'other', name: 'guest', socket: '/alpha' } }),
  );
  const [alpha, beta] = store.connections;
  store.seen(alpha!, { ...machine, uuid: 'u', name: 'guest' }, []);
  assert.deepEqual(drawn(store.history.of(alpha)), [['2-name'], ['1-uuid']]);
  assert.deepEqual(drawn(store.history.of(beta)), [['3-socket']]);
  assert.deepEqual(drawn(store.history.of(undefined)), [['5-replaced'], ['4-none']]);
});

test('what is shown as running is not shown twice, and breaks no chain', () => {
  const store = storeOf(past('1-full', { outcome: 'open' }), past('2-inc', since('1-full')));
  const [alpha] = store.connections;
  store.addRun(alpha!, snapshot('1-full'));
  assert.deepEqual(drawn(store.history.of(alpha)), [['2-inc']]);
  assert.equal(store.history.of(alpha)?.chains[0]?.chain, 'complete');
});

test('what has just ended is in History as soon as that is read, to be verified, restored and pruned', () => {
  const before = [past('1-full', { outcome: 'open' }), past('2-inc', since('1-full'))];
  const store = storeOf(...before);
  const [alpha] = store.connections;
  const run = store.addRun(alpha!, snapshot('1-full'));
  store.runChanged(run, snapshot('1-full', { state: 'completed' }));
  assert.deepEqual(drawn(store.history.of(alpha)), [['2-inc']]);
  store.setHistory([past('2-inc', since('1-full')), past('1-full')]);
  assert.deepEqual(drawn(store.history.of(alpha)), [['1-full', '2-inc']]);
  const [newest] = store.history.of(alpha)?.chains ?? [];
  assert.deepEqual(pastAbilities(newest!, undefined), ['verifiable', 'restorable', 'documented']);
  assert.equal(alpha?.runs.length, 1);
  // The next one takes its place above.
  store.addRun(alpha, snapshot('3-full'));
  assert.deepEqual(
    alpha?.runs.map(({ snapshot: { run: id } }) => id),
    ['3-full'],
  );
  assert.deepEqual(drawn(store.history.of(alpha)), [['1-full', '2-inc']]);
});

test('what has ended stays in its place while no record or manifest tells of it', () => {
  const store = storeOf();
  const [alpha] = store.connections;
  store.addRun(alpha!, snapshot('1-full', { state: 'failed' }));
  store.addRun(alpha!, snapshot('2-full'));
  assert.equal(alpha?.runs.length, 2);
});

test('past backups stay with their machine when that goes away', () => {
  const store = storeOf(past('1-name', { machine: { version: '', name: 'guest', socket: '/elsewhere' } }));
  const [alpha] = store.connections;
  store.seen(alpha!, { ...machine, name: 'guest' }, []);
  store.notSeen(alpha!, { kind: 'refused', message: 'gone' });
  assert.deepEqual(drawn(store.history.of(alpha)), [['1-name']]);
  assert.equal(store.history.of(undefined), undefined);
});

test('a machine that was not seen keeps what was started through its other monitors, and another one on its socket does not', () => {
  const store = storeOf(
    past('1-replaced', { machine: { version: '', uuid: 'other', name: 'guest', socket: '/beta' } }),
    past('2-control', { machine: { version: '', uuid: 'u', name: 'guest', socket: '/beta-control' } }),
    past('3-backup', { machine: { version: '', uuid: 'u', name: 'guest', socket: '/beta' } }),
    past('4-untold', { machine: { version: '', uuid: 'u', name: 'guest' } }),
  );
  const [alpha, beta] = store.connections;
  store.notSeen(beta!, { kind: 'refused', message: 'not running' });
  assert.deepEqual(drawn(store.history.of(beta)), [['4-untold'], ['3-backup'], ['2-control']]);
  assert.equal(store.history.of(alpha), undefined);
  assert.deepEqual(drawn(store.history.of(undefined)), [['1-replaced']]);
});

test('a backup that was pruned has no row of its own either, and one that History never had keeps it', () => {
  const store = storeOf(past('1-pruned'));
  const [alpha, beta] = store.connections;
  assert.ok(alpha && beta);
  store.addRun(alpha, snapshot('1-pruned', { state: 'completed' }));
  store.addRun(beta, snapshot('2-unread', { state: 'completed' }));
  store.setHistory([]);
  assert.deepEqual(alpha.runs, []);
  assert.equal(beta.runs.length, 1);
});
