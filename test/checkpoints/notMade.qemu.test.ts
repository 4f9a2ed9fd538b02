import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { attachRun, listCheckpoints } from '../../engine';
import { filesIn } from '../backup/filesIn';
import {
  assertNothingLeft,
  backupXml,
  bothTo,
  connectTo,
  fileDisk,
  fileSystemFor,
  inQcow2,
  LOCAL,
  setUp,
  startXml,
  TWO_SLOW_DISKS,
  until,
} from '../backup/support';

const QCOW2_DISKS = inQcow2(TWO_SLOW_DISKS);
const NIGHTLY = { checkpoint: { name: 'nightly', disks: 'all' } } as const;

for (const by of ['the program that started it', 'another program'] as const)
  test(`a backup that is cancelled by ${by} leaves nothing of its checkpoint, and can be started again`, async (t) => {
    const { client, second, folder } = await setUp(t, QCOW2_DISKS);
    const backup = await startXml(client, bothTo(folder), NIGHTLY);
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
    const again = await (await startXml(client, bothTo(folder), NIGHTLY)).finished;
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
  const result = await (await startXml(client, document, NIGHTLY)).finished;
  assert.deepEqual([result.outcome, result.checkpoint], ['failed', { name: 'nightly', state: 'not made' }]);
  await assertNothingLeft(client);
  const again = await (await startXml(client, bothTo(folder), NIGHTLY)).finished;
  assert.deepEqual([again.outcome, again.checkpoint?.state], ['completed', 'made']);
});
