import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { listCheckpoints, openRunRecords, PlanError, type QmpClient } from '../../engine';
import { readTracking } from '../../engine/backup/machine/tracking';
import { filesIn } from '../backup/filesIn';
import {
  assertNothingLeft,
  backupXml,
  connectTo,
  fileDisk,
  folderFor,
  inQcow2,
  setUp,
  startXml,
  TWO_DISKS,
} from '../backup/support';
import { domainbackup } from '../cli/support';
import { stateFor } from '../support/stateFor';

const QCOW2 = inQcow2(TWO_DISKS);
const MONDAY = { name: 'monday', disks: 'all' } as const;

/** Starts a backup of a disk with the checkpoint "monday", as a user does who knows of no other. */
async function begin(t: TestContext, client: QmpClient, disk: string, target: string, speed?: number) {
  const options = speed === undefined ? {} : { speed };
  const records = openRunRecords(await folderFor(t));
  return startXml(client, backupXml(fileDisk(disk, target)), { checkpoint: MONDAY, options, records });
}

const bitmapsOf = async (client: QmpClient) =>
  (await readTracking(client)).flatMap(({ bitmaps }) => bitmaps.map(({ name }) => name));

test('a backup that was cancelled leaves no bitmap, and its checkpoint can be made anew', async (t) => {
  const { client, folder } = await setUp(t, QCOW2);
  const cancelled = await begin(t, client, 'vda', path.join(folder, 'a'), 65536);
  assert.equal((await bitmapsOf(client)).length, 1);
  await cancelled.cancel();
  const { outcome, checkpoint } = await cancelled.finished;
  assert.deepEqual([outcome, checkpoint], ['cancelled', { name: 'monday', state: 'not made' }]);
  assert.deepEqual(await bitmapsOf(client), []);
  const again = await (await begin(t, client, 'vda', path.join(folder, 'a'))).finished;
  assert.deepEqual(again.checkpoint, { name: 'monday', state: 'made' });
});

for (const disks of [
  ['vda', 'vdb'],
  ['vda', 'vda'],
] as const)
  test(`of two starts at once by two users with one checkpoint, of ${disks.join(' and ')}, one goes on`, async (t) => {
    const { client, second, folder } = await setUp(t, QCOW2);
    const clients = [client, await connectTo(t, second)];
    const ended = await Promise.allSettled(
      clients.map(async (one, index) =>
        begin(t, one, disks[index]!, path.join(folder, `${index}`)).then((run) => run.finished),
      ),
    );
    const done = ended.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
    assert.deepEqual(
      done.map(({ outcome, checkpoint }) => [outcome, checkpoint]),
      [['completed', { name: 'monday', state: 'made' }]],
    );
    const [refused] = ended.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown);
    assert.ok(refused instanceof PlanError, String(refused));
    assert.match(refused.message, /checkpoint "monday"|is being backed up right now/);
    assert.equal(refused.findings.filter(({ severity }) => severity === 'error').length, 1);
    const [checkpoint, ...others] = await listCheckpoints(client);
    assert.deepEqual([checkpoint?.name, checkpoint?.run, others], ['monday', done[0]?.run, []]);
    assert.equal((await bitmapsOf(client)).length, 1);
    assert.equal((await filesIn(folder)).length, 1);
    await assertNothingLeft(client);
  });

test('two users who start a backup with one checkpoint on the command line get one, and one clear error', async (t) => {
  const { machine, client, second, folder } = await setUp(t, QCOW2);
  await client.close();
  const ended = await Promise.all(
    [machine.qmp[0]!, second].map(async (socket, index) => {
      const file = path.join(await folderFor(t), 'backup.xml');
      await writeFile(file, backupXml(fileDisk(['vda', 'vdb'][index]!, path.join(folder, `${index}`))));
      await stateFor(t);
      return domainbackup(t, 'start', file, '--qmp', socket, '--checkpoint', 'monday', '--no-digest');
    }),
  );
  const [done, refused] = ended.toSorted((a, b) => (a.status ?? 9) - (b.status ?? 9));
  assert.deepEqual([done?.status, refused?.status], [0, 1], JSON.stringify(ended));
  // Before, it may have come upon the end of the other one, and tell of that.
  const errors = (refused?.stderr ?? '').split('\n').filter((line) => line.startsWith('error: '));
  assert.equal(errors.length, 1, refused?.stderr);
  assert.match(errors[0] ?? '', /^error: (Backup|There is a checkpoint) .*"monday"/);
  const again = await connectTo(t, second);
  assert.equal((await listCheckpoints(again)).length, 1);
  assert.equal((await bitmapsOf(again)).length, 1);
  assert.equal((await filesIn(folder)).filter((name) => !name.endsWith('.json')).length, 1);
  await assertNothingLeft(again);
});
