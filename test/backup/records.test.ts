import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { livenessOf, thisProcess } from '../../engine/backup/records/processIdentity';
import { openRunRecords, RECORDS_KEPT } from '../../engine/backup/records/runRecords';
import { defaultRecordsFolder } from '../../engine/backup/records/stateFolder';
import { sampleRecord } from './sampleRecord';
import { folderFor } from '../support/folderFor';

async function recordsIn(t: TestContext) {
  const state = await folderFor(t);
  return openRunRecords(path.join(state, 'domainbackup', 'runs'));
}

test('a record is read as it was written, by its owner alone, and nothing else is left beside it', async (t) => {
  const records = await recordsIn(t);
  assert.deepEqual(await records.list(), { records: [], unreadable: [] });
  const record = sampleRecord({ client: await thisProcess() });
  await records.write(record);
  await records.write({ ...record, state: 'started', startedAt: 1_700_000_001_000 });
  assert.deepEqual(await records.read(record.run), {
    ...record,
    state: 'started',
    startedAt: 1_700_000_001_000,
  });
  assert.deepEqual(await readdir(records.folder), [`${record.run}.open.json`]);
  assert.equal((await stat(records.folder)).mode & 0o777, 0o700);
  assert.equal((await stat(path.join(records.folder, `${record.run}.open.json`))).mode & 0o777, 0o600);
  assert.equal(await records.read('20261125-101500-none'), undefined);
});

test('what a newer program has added to a record stays when this one writes it again', async (t) => {
  const records = await recordsIn(t);
  await records.write({ ...sampleRecord(), weather: 'fair' } as never);
  const read = (await records.read(sampleRecord().run))!;
  await records.write({ ...read, state: 'started' });
  assert.match(
    await readFile(path.join(records.folder, `${read.run}.open.json`), 'utf8'),
    /"weather": "fair"/,
  );
});

test('a record that cannot be read is named with the reason, and left alone', async (t) => {
  const records = await recordsIn(t);
  await records.write(sampleRecord());
  const good = JSON.stringify(sampleRecord());
  const bad: [name: string, text: string, reason: RegExp][] = [
    ['a', '{"version": 1, "run": ', /not JSON/],
    ['b', good.replace('"version":1', '"version":2'), /written by a newer Domain Backup \(version 2/],
    ['c', good.replace('"state":"preparing"', '"state":"dreaming"'), /^state: .*"dreaming"/],
    ['d', good.replace('/backup/vda"', 'backup/vda"'), /^disks\.0\.target\.path: /],
    ['e', good, /of another run/],
    ['f', good.replace('"state":"preparing"', '"state":"ended"'), /outcome and the time of its end/],
    ['g', '', /not JSON/],
  ];
  for (const [name, text] of bad) await writeFile(path.join(records.folder, `${name}.json`), text);
  const { records: read, unreadable } = await records.list();
  assert.deepEqual(
    read.map(({ run }) => run),
    [sampleRecord().run],
  );
  for (const [index, { file, reason }] of unreadable.toReversed().entries()) {
    assert.equal(file, path.join(records.folder, `${bad[index]![0]}.json`));
    assert.match(reason, bad[index]![2]);
    assert.equal(await readFile(file, 'utf8'), bad[index]![1]);
  }
  assert.equal(unreadable.length, bad.length);
  await assert.rejects(
    records.read('a'),
    /^BackupError: The record ".*\/a\.json" cannot be read: it is not JSON\.$/,
  );
});

test('a run is listed as open until it has ended, also where its record could not be read for a while', async (t) => {
  const records = await recordsIn(t);
  const listed = async () => (await records.listOpen()).map(({ run }) => run);
  const runs = Array.from({ length: 40 }, (_, number) => `20261125-1015${number + 10}-ab12`);
  const end = (run: string) =>
    records.write(sampleRecord({ run, state: 'ended', outcome: 'completed', endedAt: 1_700_000_002_000 }));
  for (const run of runs) await records.write(sampleRecord({ run }));
  assert.deepEqual(await listed(), runs.toReversed());
  const [first = '', second = '', ...others] = runs;
  for (const run of others) await end(run);
  await writeFile(path.join(records.folder, `${second}.open.json`), '{');
  assert.deepEqual(await listed(), [first]);
  await records.write(sampleRecord({ run: second }));
  assert.deepEqual(await listed(), [second, first]);
  await end(first);
  assert.deepEqual(await listed(), [second]);
});

test('the oldest records of ended runs are removed, never one whose run has not ended', async (t) => {
  const records = await recordsIn(t);
  const id = (number: number) => `20261125-101500-${String(number).padStart(4, '0')}`;
  await records.write(sampleRecord({ run: id(0), state: 'started', startedAt: 1 }));
  await Promise.all(
    Array.from({ length: RECORDS_KEPT + 2 }, (_, index) =>
      writeFile(
        path.join(records.folder, `${id(index + 1)}.json`),
        JSON.stringify(
          sampleRecord({ run: id(index + 1), state: 'ended', endedAt: 2, outcome: 'completed' }),
        ),
      ),
    ),
  );
  const stale = path.join(records.folder, `.${id(0)}.open.json.1.0123456789ab.tmp`);
  await writeFile(stale, '{');
  await utimes(stale, 0, 0);
  await records.trim();
  const left = (await readdir(records.folder)).toSorted();
  assert.equal(left.length, RECORDS_KEPT + 1);
  assert.deepEqual(left.slice(0, 2), [`${id(0)}.open.json`, `${id(3)}.json`]);
});

test('a process is known to be gone once it has ended, also when its number is used again', async () => {
  const own = await thisProcess();
  assert.equal(await livenessOf(own), 'alive');
  assert.equal(await livenessOf({ ...own, startTime: '1' }), 'gone', 'another process with its number');
  assert.equal(await livenessOf({ ...own, boot: 'earlier' }), 'gone', 'the host has been restarted since');
  assert.equal(await livenessOf({ ...own, host: `not-${own.host}` }), 'unknown');
  const child = spawn('sleep', ['60']);
  const other = { ...own, pid: child.pid!, startTime: '' };
  assert.equal(await livenessOf(other), 'alive');
  child.kill('SIGKILL');
  await once(child, 'close');
  assert.equal(await livenessOf(other), 'gone');
});

test('records live under XDG_STATE_HOME, or where it is relative or missing in the home folder', () => {
  assert.equal(defaultRecordsFolder({ XDG_STATE_HOME: '/state' }), '/state/domainbackup/runs');
  for (const environment of [{}, { XDG_STATE_HOME: '' }, { XDG_STATE_HOME: 'state' }]) {
    assert.match(defaultRecordsFolder(environment), /^\/.*\/\.local\/state\/domainbackup\/runs$/);
  }
});
