import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import {
  attachRun,
  listCheckpoints,
  planBackup,
  readDefinition,
  startBackup,
  type QmpClient,
} from '../../engine';
import { filesIn } from '../backup/filesIn';
import {
  assertNothingLeft,
  backupXml,
  bothTo,
  connectTo,
  fileDisk,
  fileSystemFor,
  LOCAL,
  RECORDED,
  setUp,
  TWO_SLOW_DISKS,
  until,
} from '../backup/support';

async function start(client: QmpClient, document: string) {
  const checkpoint = { name: 'nightly', disks: 'all' as const };
  const plan = await planBackup(client, readDefinition(document), { locality: 'local', checkpoint });
  return startBackup(client, plan, { ...RECORDED, document });
}

const QCOW2_DISKS = {
  ...TWO_SLOW_DISKS,
  disks: TWO_SLOW_DISKS.disks.map((disk) => ({ ...disk, format: 'qcow2' as const })),
};

for (const by of ['the program that started it', 'another program'] as const)
  test(`a backup that is cancelled by ${by} leaves nothing of its checkpoint, and can be started again`, async (t) => {
    const { client, second, folder } = await setUp(t, QCOW2_DISKS);
    const backup = await start(client, bothTo(folder));
    await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
    const other = await connectTo(t, second);
    await (by === 'another program' ? await attachRun(other, backup.id, LOCAL) : backup).cancel();
    const result = await backup.finished;
    assert.deepEqual(
      [result.outcome, result.checkpoint],
      ['cancelled', { name: 'nightly', state: 'not made' }],
    );
    await assertNothingLeft(client);
    assert.deepEqual(await filesIn(folder), []);
    const again = await (await start(client, bothTo(folder))).finished;
    assert.deepEqual([again.outcome, again.checkpoint?.state], ['completed', 'made']);
    assert.deepEqual(
      (await listCheckpoints(client)).map(({ name, run }) => [name, run]),
      [['nightly', again.run]],
    );
  });

test('a backup that fails leaves nothing of its checkpoint, and can be started again', async (t) => {
  const { client, folder } = await setUp(t, QCOW2_DISKS);
  const small = await fileSystemFor(t, '4m');
  const document = backupXml(fileDisk('vda', path.join(folder, 'a')), fileDisk('vdb', path.join(small, 'b')));
  const result = await (await start(client, document)).finished;
  assert.deepEqual([result.outcome, result.checkpoint], ['failed', { name: 'nightly', state: 'not made' }]);
  await assertNothingLeft(client);
  const again = await (await start(client, bothTo(folder))).finished;
  assert.deepEqual([again.outcome, again.checkpoint?.state], ['completed', 'made']);
});
