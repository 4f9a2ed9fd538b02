import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { readHistory } from '../../client/history/readHistory';
import { openAnnouncedRecords, openRunRecords } from '../../engine';
import type { RunRecord } from '../../engine/backup/records/runRecord';
import { NOW, idOf, write } from '../archive/written';
import { sampleRecord } from '../backup/sampleRecord';
import { stateFor } from '../support/stateFor';

function endedIn(folder: string, more: Partial<RunRecord> = {}): RunRecord {
  const record = sampleRecord({
    state: 'ended',
    startedAt: NOW,
    endedAt: NOW,
    outcome: 'completed',
    results: [{ disk: 'vda', target: path.join(folder, 'vda'), outcome: 'completed' }],
    ...more,
  });
  const disks = record.disks.map((disk) => ({
    ...disk,
    target: { ...disk.target, path: path.join(folder, 'vda'), writtenTo: path.join(folder, 'vda.partial') },
  }));
  return { ...record, disks };
}

test('through which monitor the command line has started a backup, its record tells, beside the manifest', async (t) => {
  const state = await stateFor(t);
  const folder = path.join(state, 'backups');
  await mkdir(folder);
  const run = idOf(NOW, 1);
  await write(folder, { run, machine: 'guest1', age: 0, outcome: 'completed' });
  await openRunRecords(path.join(state, 'domainbackup/runs')).write(endedIn(folder, { run }));
  const records = openRunRecords(path.join(state, 'window'));
  const { runs } = await readHistory({ records, folders: [folder], logged: new Set() });
  assert.deepEqual(
    runs.map(({ machine }) => machine.socket),
    ['/run/guest1.qmp'],
  );
});

test('records of one program that cannot be read hide nothing of the others, and are told of', async (t) => {
  const state = await stateFor(t);
  const folder = path.join(state, 'backups');
  await mkdir(folder);
  const run = idOf(NOW, 1);
  await write(folder, { run, machine: 'guest1', age: 0, outcome: 'completed' });
  const broken = path.join(state, 'broken');
  await mkdir(broken);
  await openAnnouncedRecords(broken).listOpen();
  await rm(broken, { recursive: true });
  await writeFile(broken, '');
  await openAnnouncedRecords(path.join(state, 'further')).write(endedIn(folder, { run }));
  const records = openRunRecords(path.join(state, 'window'));
  const { runs, unreadable } = await readHistory({ records, folders: [folder], logged: new Set() });
  assert.deepEqual(
    runs.map(({ machine }) => machine.socket),
    ['/run/guest1.qmp'],
  );
  assert.deepEqual(unreadable, [
    `The records in "${broken}" cannot be read: a part of the path is not a folder.`,
  ]);
});

test('a backup whose folder is not at hand stays, with what is wrong; one that was removed there, or pruned, does not', async (t) => {
  const state = await stateFor(t);
  const [share, away] = [path.join(state, 'share'), path.join(state, 'away')];
  await mkdir(share);
  const run = idOf(NOW, 1);
  await write(share, { run, machine: 'guest1', age: 0, outcome: 'completed' });
  const records = openRunRecords(path.join(state, 'window'));
  const record = endedIn(share, { run });
  await records.write(record);
  const told = async (): Promise<unknown[]> => {
    const { runs } = await readHistory({ records, folders: [], logged: new Set() });
    return runs.map(({ manifest, away: what }) => [manifest, what?.state]);
  };
  assert.deepEqual(await told(), [['known', undefined]]);
  await rename(share, away);
  assert.deepEqual(await told(), [['none', 'missing']]);
  await mkdir(share);
  assert.deepEqual(await told(), [['none', 'empty']], 'a mount point that nothing is mounted on');
  await writeFile(path.join(share, 'other'), '');
  assert.deepEqual(await told(), []);
  await rm(share, { recursive: true });
  await records.write({ ...record, removedAt: NOW });
  assert.deepEqual(await told(), []);
  await records.write(record);
  await rename(away, share);
  assert.deepEqual(await told(), [['known', undefined]]);
});
