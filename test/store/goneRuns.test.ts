import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { GoneRuns } from '../../client/store/goneRuns';
import { JobStore } from '../../client/store/jobStore';
import { settleGone } from '../../client/store/settleGone';
import { openRunRecords } from '../../engine';
import { thisProcess } from '../../engine/backup/records/processIdentity';
import { sampleRecord } from '../backup/sampleRecord';
import { folderFor } from '../backup/support';
import { stateFor } from './support/stateFor';

test('a run whose QEMU and program have ended gets its row and its outcome once; what a program follows is left to it', async (t) => {
  const state = await stateFor(t);
  const socket = path.join(await folderFor(t), 'gone.qmp');
  const machine = { version: '7.2.22', socket };
  const own = openRunRecords(path.join(state, 'window'));
  const ofCommandLine = openRunRecords(path.join(state, 'domainbackup/runs'));
  const left = sampleRecord({ run: '20261125-101500-aaaa', machine, state: 'started', startedAt: 1 });
  await own.write(left);
  await ofCommandLine.write({ ...left, run: '20261125-101500-bbbb' });
  await own.write({ ...left, run: '20261125-101500-cccc', client: await thisProcess() });

  const store = new JobStore();
  store.setConnections([{ name: 'vm', socket }]);
  const [node] = store.connections;
  assert.ok(node);
  const told: string[] = [];
  const goneRuns = new GoneRuns(store, {
    settle: ({ connection }) => settleGone(own, connection),
    onSettled: (_, { result }) => told.push(`${result.run} ${result.outcome} ${result.loss}`),
    onError: (_, error) => assert.ifError(error),
  });
  t.after(() => goneRuns.dispose());
  store.notSeen(node, { kind: 'busy', message: 'in use' });
  store.notSeen(node, { kind: 'refused', message: 'not running' });
  while (told.length < 2) await turn();
  assert.deepEqual(told.toSorted(), [
    '20261125-101500-aaaa unknown gone',
    '20261125-101500-bbbb unknown gone',
  ]);
  assert.deepEqual(
    node.runs
      .map(({ snapshot }) => [snapshot.run, snapshot.state])
      .toSorted(([a = ''], [b = '']) => a.localeCompare(b)),
    [
      ['20261125-101500-aaaa', 'unknown'],
      ['20261125-101500-bbbb', 'unknown'],
    ],
  );
  assert.deepEqual(
    (await own.listOpen()).map(({ run }) => run),
    ['20261125-101500-cccc'],
  );
});
