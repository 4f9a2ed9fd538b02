import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  attachRun,
  listRuns,
  openAnnouncedRecords,
  openRunRecords,
  settleRuns,
  type RunOptions,
  type RunRecord,
  type RunRecords,
} from '../../engine';
import { defaultRecordsFolder } from '../../engine/backup/records/stateFolder';
import { fakeAgent } from '../guestAgent/fakeAgent';
import { filesIn } from './filesIn';
import { nodeName } from '../../engine/backup/names/runId';
import { sampleRecord } from './sampleRecord';
import {
  assertNothingLeft,
  bothTo,
  connectTo,
  folderFor,
  setUp,
  startXml,
  TWO_SLOW_DISKS,
  until,
} from './support';
import { stateFor } from '../support/stateFor';

/**
 * A backup that a program such as VS Code has started, with records of its own, and left before it had recorded the
 * start; and the records of the command line, which comes to it.
 */
async function leftByAnother(t: TestContext, options: Partial<RunOptions> = {}) {
  await stateFor(t);
  const { client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const theirs = openAnnouncedRecords(path.join(await folderFor(t), 'runs'));
  const records = openRunRecords(defaultRecordsFolder());
  const run = await startXml(client, bothTo(folder), { options, records: theirs });
  await until(run, ({ disks }) => disks.every(({ current }) => current > 0));
  await client.close();
  await run.finished;
  await change(theirs, run.id, { state: 'preparing', startedAt: undefined });
  const next = await connectTo(t, second);
  return { next, folder, theirs, site: { locality: 'local' as const, records }, run: run.id };
}

async function change(records: RunRecords, run: string, over: Partial<RunRecord>): Promise<void> {
  await records.write({ ...(await records.read(run))!, ...over });
}

test('what another program has asked for is done with its backup: partial files stay where they are to, and its guest is thawed', async (t) => {
  const { next, folder, theirs, site, run } = await leftByAnother(t, { partial: 'keep' });
  const agent = await fakeAgent(t);
  agent.state = 'frozen';
  const { options } = (await theirs.read(run))!;
  await change(theirs, run, { options: { ...options, guestAgent: agent.socket } });
  const attached = await attachRun(next, run, site);
  assert.equal(agent.state, 'thawed');
  await attached.cancel();
  const { outcome, notices = [] } = await attached.finished;
  assert.equal(outcome, 'cancelled');
  assert.match(notices.join(), /left the guest frozen; it is thawed now/);
  assert.deepEqual(await filesIn(folder), [`a.${run}.partial`, `b.${run}.partial`]);
  assert.equal((await theirs.read(run))?.outcome, 'cancelled');
});

test('another program’s backup that has completed gets its manifest, also where its start was never recorded', async (t) => {
  const { next, folder, theirs, site, run } = await leftByAnother(t);
  while ((await listRuns(next, site.records))[0]?.state !== 'completed') await new Promise(setImmediate);
  const [settled] = await settleRuns(next, site);
  assert.equal(settled?.result.outcome, 'completed');
  const record = await theirs.read(run);
  assert.deepEqual(
    [record?.state, record?.outcome, typeof record?.startedAt],
    ['ended', 'completed', 'number'],
  );
  assert.deepEqual((await readdir(folder)).toSorted(), [`${run}.domainbackup.json`, 'a', 'b']);
});

test('a start that another program has left is taken back by whoever comes to the machine next', async (t) => {
  await stateFor(t);
  const { client } = await setUp(t);
  const theirs = openAnnouncedRecords(path.join(await folderFor(t), 'runs'));
  const { run } = sampleRecord();
  await theirs.write(sampleRecord());
  await client.execute('blockdev-add', { driver: 'null-co', 'node-name': nodeName(run, 0, 'protocol') });
  const [settled] = await settleRuns(client, {
    locality: 'local',
    records: openRunRecords(defaultRecordsFolder()),
  });
  assert.equal(settled?.result.outcome, 'failed');
  assert.equal((await theirs.read(run))?.outcome, 'failed');
  await assertNothingLeft(client);
});
