import assert from 'node:assert/strict';
import { link, stat } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  attachRun,
  cancelRun,
  listRuns,
  openRunRecords,
  planBackup,
  readDefinition,
  settleRuns,
  startBackup,
  type QmpClient,
} from '../../engine';
import type { MachineOptions } from '../../scripts/throwawayMachine.mjs';
import { filesIn } from './filesIn';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  bothTo,
  connectTo,
  deviceFor,
  folderFor,
  LOCAL,
  RECORDED,
  setUp,
  startXml,
  TWO_DISKS,
  TWO_SLOW_DISKS,
  until,
} from './support';

/**
 * Starts a backup of both disks, and leaves it to QEMU, at once or when it looks a certain way.
 * @returns it, and a session of a client that comes later
 */
async function startAndLeave(
  t: TestContext,
  options: MachineOptions = TWO_DISKS,
  when?: Parameters<typeof until>[1],
) {
  const { machine, client, second, folder } = await setUp(t, options);
  const backup = await startXml(client, bothTo(folder));
  if (when) await until(backup, when);
  await client.close();
  assert.equal((await backup.finished).outcome, 'unknown');
  return { machine, second, folder, backup, later: await connectTo(t, machine.qmp[0]) };
}

/** Waits until every job of the only run has completed. */
async function untilCompleted(client: QmpClient): Promise<void> {
  while ((await listRuns(client, LOCAL.records))[0]?.state !== 'completed') await new Promise(setImmediate);
}

test('a run whose client has gone is found by its jobs, and can be cancelled and cleared up', async (t) => {
  const { folder, backup, later } = await startAndLeave(t, TWO_SLOW_DISKS, ({ disks }) =>
    disks.every((disk) => disk.current > 0),
  );
  const [found, ...others] = await listRuns(later, LOCAL.records);
  assert.deepEqual(others, []);
  assert.equal(found?.run, backup.id);
  assert.equal(found.state, 'running');
  assert.deepEqual(
    found.disks.map(({ disk, target }) => [disk, target]),
    [
      ['vda', path.join(folder, 'a')],
      ['vdb', path.join(folder, 'b')],
    ],
  );
  const result = await cancelRun(later, backup.id, LOCAL);
  assert.equal(result.outcome, 'cancelled');
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(later);
});

test('a run whose client has gone can be attached to, and is settled at its end', async (t) => {
  const { machine, folder, backup, later } = await startAndLeave(t, TWO_SLOW_DISKS);
  const attached = await attachRun(later, backup.id, LOCAL);
  await until(attached, ({ disks }) => disks.every((disk) => disk.current > 0 && disk.total > 0));
  const result = await attached.finished;
  const sizes = TWO_SLOW_DISKS.disks.map(({ size }) => size);
  assert.deepEqual(result.disks, [
    { disk: 'vda', target: path.join(folder, 'a'), outcome: 'completed', copied: sizes[0] },
    { disk: 'vdb', target: path.join(folder, 'b'), outcome: 'completed', copied: sizes[1] },
  ]);
  assert.equal(result.outcome, 'completed');
  assert.deepEqual(await filesIn(folder), ['a', 'b']);
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(folder, 'a'), 'qcow2');
  await assertNothingLeft(later);
});

test('a run that completed while nobody looked keeps its outcome until somebody takes it', async (t) => {
  const { folder, backup, later } = await startAndLeave(t);
  await untilCompleted(later);
  assert.deepEqual(await filesIn(folder), [`a.${backup.id}.partial`, `b.${backup.id}.partial`]);
  const result = await cancelRun(later, backup.id, LOCAL);
  assert.equal(result.outcome, 'completed', 'a cancel comes too late, and says so');
  assert.deepEqual(await filesIn(folder), ['a', 'b']);
  await assertNothingLeft(later);
});

test('the one who attached is told the outcome also when the owner clears up first', async (t) => {
  const { client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, bothTo(folder));
  const attached = await attachRun(await connectTo(t, second), backup.id, LOCAL);
  const [ours, theirs] = await Promise.all([backup.finished, attached.finished]);
  assert.deepEqual(theirs, ours);
  assert.equal(ours.outcome, 'completed');
  assert.deepEqual(await filesIn(folder), ['a', 'b']);
});

test('two clients that settle one run at once do no harm, and both are told that it completed', async (t) => {
  const { second, folder, backup, later } = await startAndLeave(t);
  const clients = [later, await connectTo(t, second)];
  const attached = await Promise.all(clients.map((one) => attachRun(one, backup.id, LOCAL)));
  for (const result of await Promise.all(attached.map((one) => one.finished))) {
    assert.equal(result.outcome, 'completed', JSON.stringify(result));
  }
  assert.deepEqual(await filesIn(folder), ['a', 'b']);
  await assertNothingLeft(clients[0]!);
});

for (const [moment, looks] of [
  ['before its jobs are looked at', 1],
  ['once they were', 2],
] as const)
  test(`what another user settles ${moment} is no trouble to whoever settles all there is`, async (t) => {
    const { second, folder, later } = await startAndLeave(t);
    await untilCompleted(later);
    const other = await connectTo(t, second);
    const execute = other.execute.bind(other);
    const listen = other.listen.bind(other);
    let left: number = looks;
    // It has seen the run by now, and is about to take its outcome.
    other.listen = () => {
      other.execute = async (command, args, options) => {
        if (command === 'query-jobs') left -= 1;
        if (left === 0) {
          other.execute = execute;
          assert.equal((await settleRuns(later, LOCAL)).length, 1);
        }
        return execute(command, args, options);
      };
      return listen();
    };
    const records = openRunRecords(path.join(await folderFor(t), 'runs'));
    assert.deepEqual(await settleRuns(other, { locality: 'local', records }), []);
    assert.equal(left, 0);
    assert.deepEqual(await filesIn(folder), ['a', 'b']);
  });

test('what a client left half cleared up is finished by the next one', async (t) => {
  const { folder, backup, later } = await startAndLeave(t);
  await untilCompleted(later);
  await later.execute('blockdev-del', { 'node-name': `db-${backup.id}-0t` });
  await link(path.join(folder, `a.${backup.id}.partial`), path.join(folder, 'a'));
  const result = await (await attachRun(later, backup.id, LOCAL)).finished;
  assert.equal(result.outcome, 'completed', JSON.stringify(result));
  assert.deepEqual(await filesIn(folder), ['a', 'b']);
  await assertNothingLeft(later);
});

test('targets whose maker went away before the jobs started are found, and cleared up by a cancel', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const document = bothTo(folder);
  const plan = await planBackup(client, readDefinition(document), { locality: 'local' });
  const execute = client.execute.bind(client);
  client.execute = async (command, args, options) => {
    if (command === 'transaction') await client.close();
    return execute(command, args, options);
  };
  await assert.rejects(startBackup(client, plan, { ...RECORDED, document }));
  const other = await connectTo(t, machine.qmp[1]);
  const [found] = await listRuns(other, LOCAL.records);
  assert.equal(found?.run, plan.run);
  const { outcome } = await cancelRun(other, plan.run, LOCAL);
  assert.notEqual(outcome, 'completed');
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(other);
});

test('cancelling the block device’s backup of another client leaves the device alone', async (t) => {
  const { machine, client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const device = await deviceFor(t, folder, '96M');
  const backup = await startXml(
    client,
    backupXml(`<disk name="vda" type="block"><target dev="${device}"/></disk>`),
  );
  await client.close();
  await backup.finished;
  const later = await connectTo(t, machine.qmp[0]);
  assert.equal((await cancelRun(later, backup.id, LOCAL)).outcome, 'cancelled');
  assert.ok((await stat(device)).isBlockDevice());
  await assertNothingLeft(later);
});

test('a disk given by its path keeps its name for later clients', async (t) => {
  const { machine, client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const source = machine.disks[1]!.path;
  const xml = `<domainbackup><disk name="${source}"><target file="${folder}/b"/></disk></domainbackup>`;
  const backup = await startXml(client, xml);
  const [found] = await listRuns(await connectTo(t, second), LOCAL.records);
  assert.equal(found?.disks[0]?.disk, source);
  await backup.cancel();
  await backup.finished;
});

test('a run can be cancelled by another client while its own looks on; both are told the truth', async (t) => {
  const { client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, bothTo(folder));
  await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
  const other = await connectTo(t, second);
  const theirs = await cancelRun(other, backup.id, LOCAL);
  const ours = await backup.finished;
  assert.equal(theirs.outcome, 'cancelled');
  assert.equal(ours.outcome, 'cancelled');
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);
});

test('a run that nobody knows cannot be cancelled', async (t) => {
  const { client } = await setUp(t);
  await assert.rejects(
    cancelRun(client, '20261122-000000-zzzz', LOCAL),
    /knows no run "20261122-000000-zzzz"/,
  );
});
