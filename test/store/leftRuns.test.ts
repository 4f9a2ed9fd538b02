import assert from 'node:assert/strict';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { JobStore } from '../../client/store/jobStore';
import { lookAfterLeftRuns } from '../../client/store/leftRuns';
import { openRunRecords } from '../../engine/backup/records/runRecords';
import { sampleRecord } from '../backup/sampleRecord';
import { snapshot } from './support/snapshots';
import { stateFor } from '../support/stateFor';

const machine = { version: '7.2.22', drives: [], checkpoints: [] };

/** What a look at the machine comes to. */
type Sight = 'busy' | 'elsewhere' | 'followed';

/**
 * Has the runs looked for that are on record, in a window that nobody watches.
 * @param sights what one look after the other comes to; the last one stays
 * @returns how many looks there were, at the machine and at one that nothing is on record of
 */
async function looksAt(
  t: TestContext,
  sights: Sight[],
  closesAfter = Infinity,
  starter: 'a window' | 'the command line' = 'a window',
): Promise<[number, number]> {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const folder = await stateFor(t);
  const records = openRunRecords(path.join(folder, 'window'));
  const ofCommandLine = openRunRecords(path.join(folder, 'domainbackup/runs'));
  const record = sampleRecord();
  await (starter === 'a window' ? records : ofCommandLine).write({ ...record, state: 'started' });
  const store = new JobStore();
  store.setConnections([
    { name: 'vm', socket: record.machine.socket },
    { name: 'other', socket: '/other.qmp' },
  ]);
  const looks: [number, number] = [0, 0];
  const window = new AbortController();
  const done = lookAfterLeftRuns(
    records,
    store,
    {
      refreshOne: async (node) => {
        if (node.connection.name === 'other') looks[1] += 1;
        else looks[0] += 1;
        if (looks[0] === closesAfter) window.abort();
        const sight = sights[Math.min(looks[0], sights.length) - 1];
        if (sight === 'busy') return store.notSeen(node, { kind: 'busy', message: 'in use' });
        const run = snapshot(record.run);
        store.seen(node, machine, [run]);
        if (sight === 'followed') store.addRun(node, run);
      },
    },
    window.signal,
  );
  const clock = setInterval(() => t.mock.timers.tick(1000), 1);
  await done.finally(() => clearInterval(clock));
  return looks;
}

test('a run whose window still holds the monitor, and then still ends, is looked for until it can be followed', async (t) => {
  assert.deepEqual(await looksAt(t, ['busy', 'busy', 'elsewhere', 'followed', 'busy']), [4, 0]);
});

test('a run of a window that stays open is left to that after a few looks', async (t) => {
  assert.deepEqual(await looksAt(t, ['busy']), [10, 0]);
});

test('a window that closes looks no more', async (t) => {
  assert.deepEqual(await looksAt(t, ['busy'], 3), [3, 0]);
});

test('a run that a killed command line has left is looked for, too, whether or not the view is shown', async (t) => {
  assert.deepEqual(await looksAt(t, ['elsewhere', 'followed'], Infinity, 'the command line'), [2, 0]);
});
