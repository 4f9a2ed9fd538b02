import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Reconnector } from '../../client/connections/reconnector';
import { listeningAt } from '../../client/discovery/listeningAt';
import { GoneRuns, type GoneRunsOptions } from '../../client/store/goneRuns';
import { JobStore } from '../../client/store/jobStore';
import { lookAfterLeftRuns } from '../../client/store/leftRuns';
import { lookAt, Lookout } from '../../client/store/lookout';
import { BackupError, openRunRecords, parseQmpAddress, QmpClient, settleGone } from '../../engine';
import { thisProcess } from '../../engine/backup/records/processIdentity';
import { sampleRecord } from '../backup/sampleRecord';
import { folderFor } from '../backup/support';
import { stateFor } from '../support/stateFor';
import { until } from './support/until';

/** A window's records, store and looks, and a machine whose QEMU is no more. */
async function windowFor(t: TestContext, more: Partial<GoneRunsOptions> = {}) {
  const state = await stateFor(t);
  const socket = path.join(await folderFor(t), 'gone.qmp');
  const own = openRunRecords(path.join(state, 'window'));
  const ofCommandLine = openRunRecords(path.join(state, 'domainbackup/runs'));
  const left = sampleRecord({ machine: { version: '7.2.22', socket }, state: 'started', startedAt: 1 });
  const store = new JobStore();
  store.setConnections([{ name: 'vm', socket }]);
  const [node] = store.connections;
  assert.ok(node);
  const lookout = new Lookout(store, {
    holderOf: async () => undefined,
    look: async (address) =>
      lookAt(await QmpClient.connect(parseQmpAddress(address)), new AbortController().signal, own),
    interval: 1,
    idleInterval: 1,
  });
  t.after(() => lookout.dispose());
  const told: string[] = [];
  const errors: string[] = [];
  const settlings = { count: 0 };
  const goneRuns = new GoneRuns(store, lookout, {
    settle: async ({ connection }) => {
      const gone = await settleGone(parseQmpAddress(connection.socket), own);
      settlings.count += 1;
      return gone;
    },
    onSettled: (_, { result }) => told.push(`${result.run} ${result.outcome} ${result.loss}`),
    onError: (_, error) => errors.push(String(error)),
    ...more,
  });
  t.after(() => goneRuns.dispose());
  return { own, ofCommandLine, left, store, node, lookout, told, errors, settlings };
}

/** Somebody looks at the view: machines that are lost are tried again. */
async function watch(t: TestContext, store: JobStore, lookout: Lookout): Promise<void> {
  const fail = (error: unknown): void => assert.ifError(error);
  const reconnector = new Reconnector(store, {
    look: (node) => lookout.refreshOne(node),
    audience: () => 'watching',
    sockets: listeningAt,
    holds: () => false,
    onLost: () => {},
    onBack: () => {},
    onError: fail,
  });
  t.after(() => reconnector.dispose());
  await lookout.setAudience('watching');
}

test('a run whose QEMU and program have ended gets its row and its outcome once; what a program follows is left to it', async (t) => {
  const { own, ofCommandLine, left, node, lookout, told, errors, settlings } = await windowFor(t);
  await own.write({ ...left, run: '20261125-101500-aaaa' });
  await ofCommandLine.write({ ...left, run: '20261125-101500-bbbb' });
  await own.write({ ...left, run: '20261125-101500-cccc', client: await thisProcess() });
  await lookout.refreshOne(node);
  await until(() => settlings.count === 1);
  await lookout.refreshOne(node);
  await until(() => settlings.count === 2);
  const both = ['20261125-101500-aaaa', '20261125-101500-bbbb'];
  assert.deepEqual(
    told.toSorted(),
    both.map((run) => `${run} unknown gone`),
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(node.runs.map(({ snapshot: { run, state } }) => `${run} ${state}`).toSorted(), [
    `${both[0]} unknown`,
    `${both[1]} unknown`,
  ]);
  assert.deepEqual(
    (await own.listOpen()).map(({ run }) => run),
    ['20261125-101500-cccc'],
  );
});

for (const starter of ['the window before', 'a command line'] as const)
  test(`a run of ${starter}, which ends after its QEMU, is settled then, though each look at the machine comes to the same`, async (t) => {
    const { own, ofCommandLine, left, store, lookout, told, settlings } = await windowFor(t);
    const program = spawn('sleep', ['600']);
    t.after(() => program.kill('SIGKILL'));
    await once(program, 'spawn');
    const client = { ...(await thisProcess()), pid: program.pid!, startTime: '' };
    await (starter === 'a command line' ? ofCommandLine : own).write({ ...left, client });
    const closing = new AbortController();
    t.after(() => closing.abort());
    if (starter === 'the window before') void lookAfterLeftRuns(own, store, lookout, closing.signal);
    else await watch(t, store, lookout);
    await until(() => settlings.count > 0);
    assert.deepEqual(told, [], 'its program is still there');
    program.kill('SIGKILL');
    const { count } = settlings;
    // One may have been under way.
    await until(() => told.length > 0 || settlings.count > count + 1);
    assert.deepEqual(told, [`${left.run} unknown gone`]);
    assert.deepEqual(await own.listOpen(), []);
  });

test('what cannot be put on record, or not be settled, is told of once, however often a look comes to it', async (t) => {
  const { run } = sampleRecord();
  const disks = [{ disk: 'vda', target: '/backup/vda', outcome: 'unknown' as const }];
  const snapshot = {
    run,
    name: 'nightly',
    state: 'unknown' as const,
    startedAt: 1,
    current: 0,
    total: 0,
    contact: { kind: 'answering' as const },
    disks: [],
  };
  const one = {
    result: { run, outcome: 'unknown' as const, disks },
    snapshot,
    machine: { version: '', socket: '' },
  };
  let settlings = 0;
  const { node, lookout, told, errors } = await windowFor(t, {
    settle: () => {
      settlings += 1;
      return Promise.resolve({ settled: [one], troubles: [new BackupError('It cannot be read.')] });
    },
  });
  for (let look = 1; look <= 2; look += 1) {
    await lookout.refreshOne(node);
    await until(() => settlings === look);
    await new Promise(setImmediate);
  }
  assert.equal(told.length, 1);
  assert.deepEqual(errors, ['BackupError: It cannot be read.']);
});
