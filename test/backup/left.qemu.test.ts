import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { attachRun, listRuns, openRunRecords, type BackupRun, type QmpClient } from '../../engine';
import { bothTo, connectTo, setUp, startXml, TWO_SLOW_DISKS, until } from './support';

/** The ways in which a window or a terminal leaves a run that goes on. */
const ways: Record<string, (run: BackupRun, client: QmpClient) => Promise<void>> = {
  'closes its session': (_run, client) => client.close(),
  'says that it leaves': (run) => run.leave(),
};

for (const [way, leave] of Object.entries(ways)) {
  test(`of a run that goes on, one who ${way} records no end, and the next one need not wait for it`, async (t) => {
    const { client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
    const records = openRunRecords(path.join(folder, 'runs'));
    const run = await startXml(client, bothTo(folder), { records });
    await until(run, ({ state, current }) => state === 'running' && current > 0);
    await leave(run, client);
    assert.equal((await run.finished).outcome, 'unknown');
    const record = await records.read(run.id);
    assert.deepEqual([record?.state, record?.outcome, record?.client], ['started', undefined, undefined]);
    const manifests = (await readdir(folder)).filter((name) => name.includes('.domainbackup.json'));
    assert.deepEqual(manifests, [], 'nobody can be told yet how it ended');
    const other = await connectTo(t, second);
    assert.equal((await listRuns(other, records))[0]?.state, 'running');
    const next = await attachRun(other, run.id, { locality: 'local', records });
    await next.cancel();
    assert.equal((await next.finished).outcome, 'cancelled');
    assert.equal((await records.read(run.id))?.outcome, 'cancelled');
  });
}

test('one who only looked on and leaves takes the run from nobody', async (t) => {
  const { client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const records = openRunRecords(path.join(folder, 'runs'));
  const run = await startXml(client, bothTo(folder), { records });
  const looker = await attachRun(await connectTo(t, second), run.id, { locality: 'local', records });
  await looker.leave();
  assert.equal((await looker.finished).outcome, 'unknown');
  const record = await records.read(run.id);
  assert.equal(record?.state, 'started');
  assert.ok(record.client);
  await run.cancel();
  assert.equal((await run.finished).outcome, 'cancelled');
});
