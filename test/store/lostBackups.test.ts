import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Checkpoint } from '../../engine';
import { JobStore } from '../../client/store/jobStore';
import type { MachineSummary } from '../../client/store/nodes';
import { LostBackups } from '../../client/store/lostBackups';

const checkpoint = (name: string): Checkpoint => ({
  name,
  run: `run of ${name}`,
  madeBy: 'domainbackup',
  state: 'consistent',
  disks: [],
});

test('lost backups are looked for when checkpoints change and when past backups were read anew, not at each look', async (t) => {
  const store = new JobStore();
  store.setConnections([{ name: 'vm', socket: '/vm' }]);
  const [node] = store.connections;
  assert.ok(node);
  const asked: string[] = [];
  const gone = new Set<string>();
  const lostBackups = new LostBackups(store, {
    find: async (_, checkpoints) => {
      asked.push(checkpoints.map(({ name }) => name).join());
      const lost = checkpoints.flatMap(({ name, run = '' }) =>
        gone.has(name) ? [[run, 'gone'] as const] : [],
      );
      return new Map(lost);
    },
    onError: (_, error) => assert.ifError(error),
  });
  t.after(() => lostBackups.dispose());
  const machine = (version: string, ...names: string[]): MachineSummary => ({
    version,
    drives: [],
    checkpoints: names.map(checkpoint),
  });
  store.seen(node, machine('1', 'monday'), []);
  await turn();
  store.seen(node, machine('2', 'monday'), []);
  await turn();
  assert.deepEqual(asked, ['monday']);
  assert.equal(node.lostBackups, undefined);

  gone.add('monday');
  store.setHistory([]);
  await turn();
  assert.deepEqual([...(node.lostBackups ?? [])], [['run of monday', 'gone']]);
  store.seen(node, machine('2', 'monday', 'tuesday'), []);
  await turn();
  assert.deepEqual(asked, ['monday', 'monday', 'monday,tuesday']);
  assert.deepEqual([...(node.lostBackups ?? [])], [['run of monday', 'gone']]);
});

test('what an older look finds after a newer one counts no more', async (t) => {
  const store = new JobStore();
  store.setConnections([{ name: 'vm', socket: '/vm' }]);
  const [node] = store.connections;
  assert.ok(node);
  const answers: ((lost: Map<string, string>) => void)[] = [];
  const lostBackups = new LostBackups(store, {
    find: () => new Promise((resolve) => answers.push(resolve)),
    onError: (_, error) => assert.ifError(error),
  });
  t.after(() => lostBackups.dispose());
  store.seen(node, { version: '1', drives: [], checkpoints: [checkpoint('monday')] }, []);
  store.setHistory([]);
  const [older, newer] = answers;
  newer?.(new Map());
  await turn();
  older?.(new Map([['run of monday', 'gone']]));
  await turn();
  assert.deepEqual([answers.length, node.lostBackups], [2, undefined]);
});
