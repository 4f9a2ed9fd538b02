import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import {
  attachRun,
  listRuns,
  openAnnouncedRecords,
  openRunRecords,
  pauseRun,
  QmpError,
  resumeRun,
  settleRuns,
  type QmpClient,
} from '../../engine';
import { relayFor } from '../machine/relay';
import { filesIn } from './filesIn';
import {
  assertNothingLeft,
  bothTo,
  connectTo,
  LOCAL,
  setUp,
  startXml,
  TWO_SLOW_DISKS,
  until,
} from './support';

/** Waits until the only run looks a certain way to whoever lists it. */
async function untilListed(client: QmpClient, state: string): Promise<void> {
  while ((await listRuns(client, LOCAL.records))[0]?.state !== state) await new Promise(setImmediate);
}

/** Loses a client as soon as QEMU has paused both disks for it. */
function closeOnceBothArePaused(client: QmpClient): void {
  let paused = 0;
  client.observe((traffic) => {
    if (traffic.kind !== 'returned' || traffic.command !== 'job-pause') return;
    paused += 1;
    if (paused === 2) void client.close();
  });
}

/**
 * Cancels a backup of both disks, and loses its client as soon as QEMU has paused them.
 * @returns it, where its files are, and a session of a client that comes later
 */
async function cancelHalfway(t: TestContext) {
  const { machine, client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, bothTo(folder));
  await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
  closeOnceBothArePaused(client);
  await assert.rejects(backup.cancel(), QmpError);
  assert.equal((await backup.finished).outcome, 'unknown');
  return { backup, folder, later: await connectTo(t, machine.qmp[0]) };
}

test('a cancel that was left when its disks were paused shows as one, and is finished by whoever settles', async (t) => {
  const { backup, folder, later } = await cancelHalfway(t);
  await untilListed(later, 'cancelling');
  while ((await later.execute('query-jobs', {})).some(({ status }) => status !== 'paused'))
    await new Promise(setImmediate);
  const [settled] = await settleRuns(later, LOCAL);
  assert.deepEqual([settled?.result.run, settled?.result.outcome], [backup.id, 'cancelled']);
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(later);
});

test('a cancel that was left when its disks were paused is finished by whoever follows the backup', async (t) => {
  const { backup, folder, later } = await cancelHalfway(t);
  await untilListed(later, 'cancelling');
  const attached = await attachRun(later, backup.id, LOCAL);
  assert.equal((await attached.finished).outcome, 'cancelled');
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(later);
});

test('a backup that somebody has resumed after such a cancel is paused again without being cancelled', async (t) => {
  const { backup, later } = await cancelHalfway(t);
  await untilListed(later, 'cancelling');
  assert.equal((await resumeRun(later, backup.id, LOCAL)).disks, 2);
  assert.equal(await pauseRun(later, backup.id, LOCAL), 2);
  await untilListed(later, 'paused');
  assert.deepEqual(await settleRuns(later, LOCAL), []);
  const attached = await attachRun(later, backup.id, LOCAL);
  await attached.resume();
  assert.equal((await attached.finished).outcome, 'completed');
});

test('a cancel by another program is told as one by who follows the backup, and finished when that program ends', async (t) => {
  const { client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const backup = await startXml(client, bothTo(folder));
  await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
  const told: string[] = [];
  backup.onChange(({ state, disks }) => told.push(state, ...disks.map((disk) => disk.state)));
  const other = await connectTo(t, second);
  closeOnceBothArePaused(other);
  const attached = await attachRun(other, backup.id, LOCAL);
  await assert.rejects(attached.cancel(), QmpError);
  assert.equal((await backup.finished).outcome, 'cancelled');
  assert.ok(told.includes('cancelling'), told.join());
  assert.ok(!told.includes('pausing') && !told.includes('paused'), told.join());
  assert.deepEqual(await filesIn(folder), []);
});

test('a cancel shows as one to another program of this user, which keeps its records elsewhere', async (t) => {
  const { folder, later } = await cancelHalfway(t);
  await untilListed(later, 'cancelling');
  // It says where its records are as the extension does.
  await openAnnouncedRecords(LOCAL.records.folder).listOpen();
  const [seen] = await listRuns(later, openRunRecords(`${folder}-other`));
  assert.deepEqual([seen?.state, seen?.origin], ['cancelling', 'foreign']);
});

test(
  'a cancel that QEMU was not told of before the connection was lost is asked for again over the next one',
  { timeout: 120_000 },
  async (t) => {
    const { client: other, second, folder } = await setUp(t, TWO_SLOW_DISKS);
    const relay = await relayFor(t, second);
    const backup = await startXml(await connectTo(t, relay.socket), bothTo(folder));
    await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
    const isHeld = new Promise<void>((resolve) => {
      const listening = backup.onChange(({ state }) => {
        if (state !== 'cancelling') return;
        listening.dispose();
        relay.hold();
        resolve();
      });
    });
    closeOnceBothArePaused(other);
    await assert.rejects((await attachRun(other, backup.id, LOCAL)).cancel(), QmpError);
    await isHeld;
    assert.equal(await backup.cancel(), 'silent', 'it joins the one that is asked for');
    relay.cut();
    assert.equal((await backup.finished).outcome, 'cancelled');
    assert.deepEqual(await filesIn(folder), []);
  },
);
