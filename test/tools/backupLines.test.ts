import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobStore } from '../../client/store/jobStore';
import { backupLines } from '../../client/tools/backupLines';
import { past } from '../store/support/pasts';
import { disk, snapshot } from '../store/support/snapshots';

test('a language model is told of running and past backups by machine, and what a state means', () => {
  const store = new JobStore();
  assert.deepEqual(backupLines(store), ['No machine is configured.']);
  store.setConnections([
    { name: 'alpha', socket: '/alpha' },
    { name: 'beta', socket: '/beta' },
  ]);
  const [alpha, beta] = store.connections;
  store.notSeen(beta!, { kind: 'busy', message: 'Another program uses /beta.' });
  store.addRun(alpha!, snapshot('3-going', { disks: [disk('vda', { current: 42 })] }));
  store.setHistory([
    past('2-inc', { mode: 'incremental', parent: { run: '1-full', checkpoint: 'monday' } }),
    past('1-full', {
      disks: [{ disk: 'vda', target: '/full', format: 'qcow2', size: 1, outcome: 'completed' }],
    }),
    past('0-other', { machine: { version: '', name: 'gone' }, outcome: 'failed' }),
  ]);
  assert.deepEqual(backupLines(store), [
    'machine alpha: not looked at yet, since nobody has opened the view; its disks and running backups are not known',
    '  backup 3-going: running, started 1970-01-01T00:00:00.000Z',
    '    disk vda: running, 42%, to /vda',
    '  past backup 1-full: completed, full, started 1970-01-01T00:00:00.000Z',
    '    disk vda: completed, to /full',
    '  past backup 2-inc: completed, incremental since monday, started 1970-01-01T00:00:00.000Z',
    'machine beta: busy: Another program uses /beta.',
    'machines that are not configured',
    '  past backup 0-other: failed, full, started 1970-01-01T00:00:00.000Z',
  ]);
});

test('of very many past backups a language model is told the newest chains, and how many more there are', () => {
  const store = new JobStore();
  store.setConnections([{ name: 'alpha', socket: '/alpha' }]);
  const runs = Array.from({ length: 200 }, (_, index) => `${1000 - index}-full`);
  store.setHistory(runs.map((run) => past(run)));
  const lines = backupLines(store).filter((line) => line.startsWith('  '));
  assert.equal(lines.length, 21);
  assert.match(lines[0] ?? '', /past backup 1000-full/);
  assert.equal(lines.at(-1), '  and 180 older ones');
});
