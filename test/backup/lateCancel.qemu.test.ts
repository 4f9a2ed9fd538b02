import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { listRuns, settleRuns } from '../../engine';
import { manifestName } from '../../engine/backup/manifest/manifestFile';
import { bothTo, folderFor, LOCAL, setUp, startXml } from './support';

test('a cancel that comes while the end of a backup is being recorded leaves that on record', async (t) => {
  const { client } = await setUp(t);
  for (let round = 0; round < 24; round += 1) {
    const folder = await folderFor(t);
    const backup = await startXml(client, bothTo(folder));
    // The manifest comes right before the record of the end.
    const manifest = path.join(folder, manifestName(backup.id));
    while (!existsSync(manifest)) await new Promise(setImmediate);
    await sleep(round % 6);
    const [, { outcome }] = await Promise.all([backup.cancel(), backup.finished]);
    assert.equal(outcome, 'completed');
    assert.equal((await LOCAL.records.read(backup.id))?.outcome, 'completed', `round ${round}`);
    assert.deepEqual(await listRuns(client, LOCAL.records), []);
    assert.deepEqual(await settleRuns(client, LOCAL), []);
  }
});
