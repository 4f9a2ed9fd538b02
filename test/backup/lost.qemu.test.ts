import assert from 'node:assert/strict';
import { rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  attachRun,
  listRuns,
  openRunRecords,
  PlanError,
  settleRuns,
  type QmpClient,
  type RunRecord,
  type RunRecords,
} from '../../engine';
import {
  assertIdentical,
  assertNothingLeft,
  bothTo,
  connectTo,
  fileSystemFor,
  folderFor,
  run,
  setUp,
  startXml,
  TWO_SLOW_DISKS,
  until,
} from './support';
import { relayFor } from '../machine/relay';
import { filesIn } from './filesIn';
import { DEFAULT_RUN_OPTIONS } from '../../engine/backup/options';
import { fakeAgent } from '../guestAgent/fakeAgent';
import { sampleRecord } from './sampleRecord';

const recordsIn = (folder: string) => openRunRecords(path.join(folder, 'runs'));

/** Starts a backup of both disks into a folder, on record in a place of its own. */
const startIn = (client: QmpClient, folder: string, records: RunRecords) =>
  startXml(client, bothTo(folder), { records });

/** Takes all the room there is on a file system; the file can be removed to make room again. */
async function fill(folder: string): Promise<string> {
  const file = path.join(folder, 'filler');
  await assert.rejects(run('dd', ['if=/dev/zero', `of=${file}`, 'bs=4k']), /No space left/);
  return file;
}

/** Fails unless a start is refused in these words, with nothing made for it. */
async function assertRefused(client: QmpClient, folder: string, records: RunRecords, words: RegExp) {
  await assert.rejects(startIn(client, folder, records), (error: Error) => {
    assert.ok(error instanceof PlanError);
    assert.match(error.message, words);
    return true;
  });
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);
}

test('a run that cannot be recorded is refused before anything is touched, with the reason', async (t) => {
  const { client, folder } = await setUp(t);
  const state = await fileSystemFor(t, '64k');
  const records = recordsIn(state);
  const filler = await fill(state);
  await assertRefused(client, folder, records, /cannot be recorded in ".*\/runs": no space is left/);
  await rm(filler);
  await run('mount', ['-o', 'remount,ro', state]);
  await assertRefused(
    client,
    folder,
    records,
    /cannot be recorded in ".*\/runs": its file system is read-only/,
  );
});

test('when there is no room to record the end, the backup is whole, its jobs keep the outcome, and it is said', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const state = await fileSystemFor(t, '64k');
  const records = recordsIn(state);
  const backup = await startIn(client, folder, records);
  const filler = await fill(state);
  const { outcome, notices } = await backup.finished;
  assert.equal(outcome, 'completed');
  assert.match(notices!.join(), /could not be recorded in ".*\/runs": no space is left.*QEMU keeps it/);
  assert.deepEqual(await filesIn(folder), ['a', 'b']);
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(folder, 'a'), 'qcow2');
  assert.equal((await client.execute('query-jobs', {})).length, 2);
  assert.equal((await records.read(backup.id))?.state, 'started');
  assert.equal((await listRuns(client, records))[0]?.state, 'completed');

  await rm(filler);
  const [settled] = await settleRuns(client, { locality: 'local', records });
  assert.equal(settled?.result.outcome, 'completed');
  assert.equal((await records.read(backup.id))?.outcome, 'completed');
  await assertNothingLeft(client);
});

test('what another program has started is shown as foreign, and is settled on record where it was left', async (t) => {
  const { machine, client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const theirs = recordsIn(await folderFor(t));
  const ours = recordsIn(await folderFor(t));
  const backup = await startIn(client, folder, theirs);
  const other = await connectTo(t, second);
  assert.deepEqual(
    (await listRuns(other, ours)).map(({ run: id, origin, state }) => [id, origin, state]),
    [[backup.id, 'foreign', 'running']],
  );
  assert.equal((await listRuns(other, theirs))[0]?.origin, 'recorded');
  await client.close();
  while ((await listRuns(other, ours))[0]?.state !== 'completed') await new Promise(setImmediate);
  const [settled] = await settleRuns(other, { locality: 'local', records: ours });
  assert.equal(settled?.result.outcome, 'completed');
  const record = await ours.read(backup.id);
  assert.deepEqual([record?.origin, record?.state, record?.outcome], ['foreign', 'ended', 'completed']);
  assert.deepEqual(await filesIn(folder), ['a', 'b']);
  await assertIdentical(machine.disks[1]!.path, 'raw', path.join(folder, 'b'), 'qcow2');
  await assertNothingLeft(other);
});

/** Records a run through a machine's monitor whose program is no more. */
async function leave(t: TestContext, socket: string, over: Partial<RunRecord>) {
  const folder = await folderFor(t);
  const record = sampleRecord(over);
  const [disk] = record.disks;
  const target = path.join(folder, 'a');
  const written = `${target}.${record.run}.partial`;
  disk!.target = { ...disk!.target, path: target, writtenTo: written };
  record.machine.socket = socket;
  const records = recordsIn(folder);
  await records.write(record);
  return { records, folder, written, run: record.run };
}

test('a run that its QEMU knows no more is shown and settled as unknown, and its partial file is named and stays', async (t) => {
  const { machine, client } = await setUp(t);
  const left = await leave(t, machine.qmp[0]!, { state: 'started', startedAt: 1_700_000_000_000 });
  await writeFile(left.written, 'half a backup');
  assert.equal((await listRuns(client, left.records))[0]?.state, 'unknown');
  const [settled] = await settleRuns(client, { locality: 'local', records: left.records });
  assert.equal(settled?.result.outcome, 'unknown');
  assert.match(settled.result.disks[0]!.error!, new RegExp(`What it wrote so far is in "${left.written}"`));
  assert.deepEqual(await filesIn(left.folder), [path.basename(left.written), 'runs']);
  assert.equal((await left.records.read(left.run))?.outcome, 'unknown');
  assert.deepEqual(await settleRuns(client, { locality: 'local', records: left.records }), []);
});

test('a run that its own program has brought to its end since its record was read is no lost one', async (t) => {
  const { machine, client } = await setUp(t);
  const left = await leave(t, machine.qmp[0]!, { state: 'started', startedAt: 1_700_000_000_000 });
  const records: RunRecords = {
    ...left.records,
    async listOpen() {
      const open = await left.records.listOpen();
      for (const record of open)
        await left.records.write({
          ...record,
          state: 'ended',
          endedAt: 2,
          outcome: 'completed',
          results: [],
        });
      return open;
    },
  };
  assert.deepEqual(await settleRuns(client, { locality: 'local', records }), []);
});

test('a start that was left has failed; its empty file is removed, but never one with something in it', async (t) => {
  const { machine, client } = await setUp(t);
  const empty = await leave(t, machine.qmp[0]!, {});
  await writeFile(empty.written, '');
  await truncate(empty.written, 1024 * 1024);
  assert.equal((await listRuns(client, empty.records))[0]?.state, 'failed');
  const [failed] = await settleRuns(client, { locality: 'local', records: empty.records });
  assert.equal(failed?.result.outcome, 'failed');
  assert.deepEqual(await filesIn(empty.folder), ['runs']);

  // QEMU may have copied all of the disk into it before it ended.
  const full = await leave(t, machine.qmp[0]!, {});
  await writeFile(full.written, 'half a backup');
  const [unknown] = await settleRuns(client, { locality: 'local', records: full.records });
  assert.equal(unknown?.result.outcome, 'unknown');
  assert.deepEqual(await filesIn(full.folder), [path.basename(full.written), 'runs']);
});

test('a guest that a killed start has left frozen is thawed, and it is said', async (t) => {
  const { machine, client } = await setUp(t);
  const agent = await fakeAgent(t);
  agent.state = 'frozen';
  const options = { ...DEFAULT_RUN_OPTIONS, guestAgent: agent.socket };
  const { records } = await leave(t, machine.qmp[0]!, { options });
  const [settled] = await settleRuns(client, { locality: 'local', records });
  assert.equal(agent.state, 'thawed');
  assert.match(settled!.result.notices!.join(), /left the guest frozen; it is thawed now/);
});

test('a record that has been decided stands, whatever the jobs that are left say', async (t) => {
  const { client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const records = recordsIn(await folderFor(t));
  const backup = await startIn(client, folder, records);
  await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
  const other = await connectTo(t, second);
  await client.close();
  while ((await listRuns(other, records))[0]?.state !== 'completed') await new Promise(setImmediate);
  // As if a client had been killed between the dismissals.
  const record = (await records.read(backup.id))!;
  await records.write({ ...record, state: 'ended', endedAt: 2, outcome: 'completed', results: [] });
  await other.execute('job-dismiss', { id: record.disks[0]!.job });
  const [settled] = await settleRuns(other, { locality: 'local', records });
  assert.equal(settled?.result.outcome, 'completed');
  assert.equal((await records.read(backup.id))?.endedAt, 2);
  await assertNothingLeft(other);
});

test('one who was cut off while another settled the run shows each disk as that has recorded it', async (t) => {
  const { client: other, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const records = recordsIn(await folderFor(t));
  const relay = await relayFor(t, second);
  const backup = await startIn(await connectTo(t, relay.socket), folder, records);
  await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
  relay.sever();
  const attached = await attachRun(other, backup.id, { locality: 'local', records });
  assert.equal((await attached.finished).outcome, 'completed');
  relay.mend();
  assert.equal((await backup.finished).outcome, 'completed');
  const { state, current, total, disks } = backup.snapshot();
  assert.deepEqual([state, current], ['completed', total]);
  assert.deepEqual(
    disks.map((disk) => [disk.disk, disk.state, disk.error, disk.remains]),
    [
      ['vda', 'completed', undefined, undefined],
      ['vdb', 'completed', undefined, undefined],
    ],
  );
});
