import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { mock, test, type TestContext } from 'node:test';
import type { QmpClient } from '../../engine';
import { markLeft } from '../../engine/backup/targets/mark';
import { relayFor } from '../machine/relay';
import {
  assertNothingLeft,
  backupXml,
  bothTo,
  connectTo,
  fileDisk,
  folderFor,
  run,
  setUp,
  startXml,
  until,
} from './support';
import { filesIn } from './filesIn';
import { nbdServer } from './nbdServer';

const MIB = 1024 * 1024;

/** Creates an image on a machine, as another program would, whose storage does not answer until it is let go on. */
async function hangingCreation(t: TestContext, client: QmpClient) {
  const folder = await folderFor(t);
  const image = path.join(folder, 'remote.raw');
  const socket = path.join(folder, 'nbd.sock');
  await run('qemu-img', ['create', '-q', '-f', 'raw', image, '64M']);
  const server = await nbdServer(t, image, socket);
  await client.execute('blockdev-add', {
    driver: 'nbd',
    'node-name': 'remote',
    server: { type: 'unix', path: socket },
  });
  server.hang();
  const options = { driver: 'qcow2', file: 'remote', size: 64 * MIB } as const;
  await client.execute('blockdev-create', { 'job-id': 'theirs', options });
  return {
    letGoOn: async () => {
      server.goOn();
      const isDone = async () =>
        (await client.execute('query-jobs', {})).some(
          ({ id, status }) => id === 'theirs' && status === 'concluded',
        );
      while (!(await isDone())) await new Promise(setImmediate);
      await client.execute('job-dismiss', { id: 'theirs' });
    },
  };
}

/** Resolves once some looks for jobs have been sent. */
function looks(client: QmpClient): Promise<void> {
  let left = 10;
  return new Promise((resolve) => {
    const observing = client.observe((traffic) => {
      if (traffic.kind !== 'sent' || traffic.command !== 'query-jobs') return;
      left -= 1;
      if (left > 0) return;
      observing.dispose();
      resolve();
    });
  });
}

test('a backup is found again after a lost connection while somebody creates an image, however long that takes', async (t) => {
  const { client: own, second, folder } = await setUp(t);
  const relay = await relayFor(t, second);
  const client = await connectTo(t, relay.socket);
  const backup = await startXml(client, bothTo(folder), { options: { speed: 4 * MIB } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  const creation = await hangingCreation(t, own);
  relay.cut();
  await until(backup, ({ contact }) => contact.kind === 'silent');
  await until(backup, ({ contact }) => contact.kind === 'answering');
  await backup.cancel();
  await creation.letGoOn();
  assert.equal((await backup.finished).outcome, 'cancelled');
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(own);
});

test('a backup that ends while somebody creates an image is complete with its checkpoint, however long that takes', async (t) => {
  const { client: own, second, folder } = await setUp(t);
  const client = await connectTo(t, second);
  const target = path.join(folder, 'a');
  const document = backupXml(fileDisk('vda', target));
  const checkpoint = { name: 'monday', disks: 'all' } as const;
  const backup = await startXml(client, document, { checkpoint, options: { speed: 4 * MIB } });
  await until(backup, ({ disks }) => disks.every(({ current }) => current > 0));
  const creation = await hangingCreation(t, own);
  await backup.setSpeed(0);
  // QEMU 10 lets no job end while anything hangs, and answers nothing meanwhile. QEMU 7.2 does.
  const isSilent = () => backup.snapshot().contact.kind === 'silent';
  while (!existsSync(target) && !isSilent()) await new Promise(setImmediate);
  if (!isSilent()) {
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    t.after(() => mock.timers.reset());
    await looks(client);
    // An hour passes.
    mock.timers.tick(60 * 60_000);
    const ended = backup.finished.then(() => 'ended');
    assert.notEqual(await Promise.race([ended, looks(client)]), 'ended', 'it waits for the creation');
    mock.timers.reset();
  }
  await creation.letGoOn();
  const result = await backup.finished;
  assert.deepEqual([result.outcome, result.checkpoint?.state], ['completed', 'made'], JSON.stringify(result));
  await assertNothingLeft(own);
});

test('what a start leaves is marked although somebody creates an image, however long that takes', async (t) => {
  const { client, folder } = await setUp(t);
  const creation = await hangingCreation(t, client);
  const file = path.join(folder, 'a');
  mock.timers.enable({ apis: ['Date'], now: Date.now() });
  t.after(() => mock.timers.reset());
  const marking = markLeft(client, {
    run: '20261125-101500-ab12',
    bitmaps: 'none',
    jobs: [],
    formats: [],
    protocols: [],
    written: [],
    files: [],
    named: [{ writtenTo: file, target: file }],
    locality: 'local',
    partial: 'remove',
  }).then(() => 'marked', String);
  await looks(client);
  // An hour passes.
  mock.timers.tick(60 * 60_000);
  assert.equal(await Promise.race([marking, looks(client)]), undefined, 'it waits for the creation');
  mock.timers.reset();
  await creation.letGoOn();
  assert.equal(await marking, 'marked');
});
