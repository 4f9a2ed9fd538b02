import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { listCheckpoints, planBackup, readDefinition, startBackup } from '../../engine';
import { backupXml, bothTo, fileDisk, RECORDED, setUp } from '../backup/support';

const checkpoint = { name: 'nightly', disks: 'all' as const };
const options = { locality: 'local' as const, checkpoint, untracked: 'leave out' as const };

test('a checkpoint is made on the disks that can have one, and of the others a warning tells', async (t) => {
  const { client, folder } = await setUp(t);
  const document = bothTo(folder);
  const plan = await planBackup(client, readDefinition(document), options);
  const left = plan.warnings.filter(({ code }) => code === 'cannot-track');
  assert.deepEqual(
    left.map(({ disk }) => disk),
    ['vdb'],
  );
  assert.match(
    left[0]!.message,
    /^Disk "vdb" is not in the checkpoint, and always copied in full: its image is raw/,
  );
  const result = await (await startBackup(client, plan, { ...RECORDED, document })).finished;
  assert.deepEqual([result.outcome, result.checkpoint?.state], ['completed', 'made']);
  assert.deepEqual(
    (await listCheckpoints(client)).map(({ name, disks }) => [name, disks.map(({ disk }) => disk)]),
    [['nightly', ['vda']]],
  );
});

test('a checkpoint that no disk can have is refused all the same', async (t) => {
  const { client, folder } = await setUp(t);
  const document = backupXml(fileDisk('vdb', path.join(folder, 'b')));
  await assert.rejects(
    planBackup(client, readDefinition(document), options),
    /Disk "vdb" cannot be in the checkpoint/,
  );
});
