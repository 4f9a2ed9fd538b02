import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PastRun } from '../../client/history/pastRun';
import { JobStore } from '../../client/store/jobStore';
import { isRow, rowsFor, type RowAbility } from '../../client/store/rowAbilities';
import { WorkStore } from '../../client/store/work';
import { past } from './support/pasts';
import { disk, snapshot } from './support/snapshots';

const machine = { version: '7.2.22', drives: [] };

/** A machine with a backup that runs, one that has ended, two past ones and two checkpoints. */
function storeWithAll(): JobStore {
  const store = new JobStore();
  store.setConnections([{ name: 'alpha', socket: '/alpha' }]);
  const [alpha] = store.connections;
  const checkpoint = { disks: [], state: 'consistent' as const };
  store.seen(
    alpha!,
    {
      ...machine,
      checkpoints: [
        { ...checkpoint, name: 'ours', madeBy: 'domainbackup' },
        { ...checkpoint, name: 'theirs', madeBy: 'another program' },
      ],
    },
    [],
  );
  store.addRun(
    alpha!,
    snapshot('3-ended', { state: 'completed', disks: [disk('vda', { state: 'completed' })] }),
  );
  store.addRun(alpha!, snapshot('4-going'));
  const disks: PastRun['disks'] = [
    { disk: 'vda', target: '/past/vda', format: 'qcow2', size: 1, outcome: 'completed' },
  ];
  store.setHistory([past('2-cancelled', { outcome: 'cancelled', disks: [] }), past('1-full', { disks })]);
  return store;
}

/** The ids of the runs that can take something. */
function runs(store: JobStore, works: WorkStore, ability?: RowAbility): string[] {
  return rowsFor(store, works, { kinds: ['run', 'past'], ...(ability !== undefined && { ability }) }).map(
    (row) => (row.kind === 'run' ? row.snapshot.run : row.past.run),
  );
}

test('a command is offered the rows that it can work on, of the whole tree, and no others', async () => {
  const store = storeWithAll();
  const works = new WorkStore();
  assert.deepEqual(runs(store, works), ['4-going', '3-ended', '2-cancelled', '1-full']);
  assert.deepEqual(runs(store, works, 'cancelable'), ['4-going']);
  assert.deepEqual(runs(store, works, 'verifiable'), ['1-full']);
  assert.deepEqual(runs(store, works, 'stoppable'), []);
  await works.do('1-full', 'verify', async () => {
    assert.deepEqual(runs(store, works, 'stoppable'), ['1-full']);
    assert.deepEqual(runs(store, works, 'verifiable'), []);
  });
  const targets = rowsFor(store, works, { kinds: ['disk', 'past-disk'], ability: 'revealable' });
  assert.deepEqual(
    targets.map((row) => (row.kind === 'disk' ? row.progress.target : row.disk.target)),
    ['/vda', '/past/vda'],
  );
  const deletable = rowsFor(store, works, { kinds: ['checkpoint'], ability: 'deletable' });
  assert.deepEqual(
    deletable.map(({ checkpoint }) => checkpoint.name),
    ['ours'],
  );
  assert.equal(rowsFor(store, works, { kinds: ['history'], ability: 'prunable' }).length, 1);
});

test('what a key or another program gives a command is a row only if it is one, of a kind that the command takes', () => {
  const [connection] = storeWithAll().connections;
  for (const argument of [undefined, null, 'alpha', {}, { kind: 'none' }, { kind: {} }, []])
    assert.equal(isRow(argument, ['connection']), false);
  assert.equal(isRow(connection, ['connection']), true);
  assert.equal(isRow(connection, ['run', 'past']), false);
});
