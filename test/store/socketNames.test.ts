import assert from 'node:assert/strict';
import { mkdir, rename, symlink } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { readHistory } from '../../client/history/readHistory';
import { JobStore } from '../../client/store/jobStore';
import { SocketNames } from '../../client/store/socketNames';
import { openRunRecords } from '../../engine';
import { sampleRecord } from '../backup/sampleRecord';
import { stateFor } from '../support/stateFor';
import { until } from './support/until';

test('a past backup is of the machine whose socket the settings name by another path, also while it does not run', async (t) => {
  const state = await stateFor(t);
  const run = path.join(state, 'run');
  await mkdir(run);
  await symlink('run', path.join(state, 'var'));
  const records = openRunRecords(path.join(state, 'window'));
  const ended = sampleRecord({ state: 'ended', endedAt: 2, outcome: 'failed' });
  const socketOf = (folder: string): { version: string; socket: string } => ({
    version: '7.2.22',
    socket: path.join(state, folder, 'vm.qmp'),
  });
  await records.write({ ...ended, run: '20261125-101500-aaaa', machine: socketOf('run') });
  await records.write({ ...ended, run: '20261125-101500-bbbb', machine: socketOf('var') });
  await records.write({ ...ended, run: '20261125-101500-cccc', machine: socketOf('other') });

  const store = new JobStore();
  const names = new SocketNames(store, assert.ifError);
  t.after(() => names.dispose());
  const { runs } = await readHistory({ records, folders: [], logged: new Set() });
  store.setHistory(runs);
  const shown = (): string[] | undefined =>
    store.history.of(store.connections[0])?.chains.map(({ past }) => past.run.slice(-4));
  for (const folder of ['var', 'run']) {
    store.setConnections([{ name: 'vm', socket: socketOf(folder).socket }]);
    await until(() => shown() !== undefined);
    assert.deepEqual(shown(), ['bbbb', 'aaaa'], folder);
  }
  // What the link leads to is looked at again.
  store.setConnections([{ name: 'vm', socket: socketOf('var').socket }]);
  await rename(path.join(state, 'var'), path.join(state, 'before'));
  await symlink('other', path.join(state, 'var'));
  await mkdir(path.join(state, 'other'));
  await until(() => {
    store.setConnections([{ name: 'vm', socket: socketOf('var').socket }]);
    return shown()?.join() === 'cccc';
  });
});
