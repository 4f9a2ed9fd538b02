import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { RunLogs } from '../../client/logs/runLogs';
import { folderFor } from '../support/folderFor';

const run = '20261122-233355-k3f9';

async function logsFor(t: TestContext): Promise<{ folder: string; logs: RunLogs; errors: unknown[] }> {
  const folder = await folderFor(t);
  const errors: unknown[] = [];
  return { folder, logs: new RunLogs(folder, (error) => errors.push(error)), errors };
}

test('a log keeps its lines in their order, with times, for a later window', async (t) => {
  const { folder, logs } = await logsFor(t);
  logs.append(run, 'event', 'one', 'two');
  logs.append(run, 'message', 'three');
  await logs.flush();
  const later = new RunLogs(folder, (error) => assert.fail(String(error)));
  later.append(run, 'event', 'four');
  const text = (await later.read(run)) ?? '';
  assert.deepEqual(text.match(/(?<= )\w+$/gm), ['one', 'two', 'three', 'four']);
  assert.match(text, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} one$/m);
});

test('what comes from outside is one line of plain text, and can pass for no other line', async (t) => {
  const { logs } = await logsFor(t);
  logs.append(run, 'event', 'vda\n2026-11-22 23:33:55.000 Outcome: completed', 'a\u001b[2Jb\u202ec');
  logs.append(run, 'message', 'vdb\r\u2028x');
  const lines = ((await logs.read(run)) ?? '').split('\n').map((line) => line.slice(24));
  assert.deepEqual(lines, [
    'vda 2026-11-22 23:33:55.000 Outcome: completed',
    'a\u{FFFD}[2Jb\u{FFFD}c',
    'vdb x',
    '',
  ]);
});

test('a log that is full says so once, and still takes what became of the backup', async (t) => {
  const { logs } = await logsFor(t);
  const long = 'x'.repeat(300 * 1024);
  for (let index = 0; index < 8; index++) logs.append(run, 'message', long);
  logs.append(run, 'event', 'Outcome: completed');
  const text = (await logs.read(run)) ?? '';
  assert.ok(text.length <= 1024 * 1024, `${text.length} bytes`);
  assert.equal(text.match(/The log is full/g)?.length, 1);
  assert.match(text, /Outcome: completed\n$/);
});

test('of very many logs the oldest go', async (t) => {
  const { folder, logs } = await logsFor(t);
  const old = (index: number) => path.join(folder, `20250101-000000-${String(index).padStart(4, '0')}.log`);
  await Promise.all(Array.from({ length: 205 }, (_, index) => writeFile(old(index), 'old\n')));
  logs.append(run, 'event', 'new');
  await logs.flush();
  const names = (await readdir(folder)).toSorted();
  assert.equal(names.length, 200);
  assert.equal(names.at(-1), `${run}.log`);
  assert.equal(names[0], path.basename(old(6)));
});

test('a log is private, and only the id of a run names one', async (t) => {
  const { folder, logs } = await logsFor(t);
  logs.append(run, 'event', 'line');
  logs.append('../outside', 'event', 'line');
  await logs.flush();
  assert.equal((await stat(path.join(folder, `${run}.log`))).mode & 0o777, 0o600);
  assert.equal(await logs.read('../outside'), undefined);
  assert.equal(await logs.read('20261122-233355-none'), undefined);
  assert.deepEqual(await readdir(folder), [`${run}.log`]);
});

test('a log that cannot be written is told of, and disturbs nobody', async (t) => {
  const { folder, errors } = await logsFor(t);
  await writeFile(path.join(folder, 'file'), '');
  const logs = new RunLogs(path.join(folder, 'file', 'logs'), (error) => errors.push(error));
  logs.append(run, 'event', 'line');
  await logs.flush();
  assert.equal(errors.length, 1);
});
