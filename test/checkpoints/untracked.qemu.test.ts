import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { listCheckpoints } from '../../engine';
import { backupXml, bothTo, fileDisk, findingsOf, setUp, startXml } from '../backup/support';

const PLANNING = { checkpoint: { name: 'nightly', disks: 'all' }, untracked: 'leave out' } as const;

test('a checkpoint is made on the disks that can have one, and of the others a warning tells', async (t) => {
  const { client, folder } = await setUp(t);
  const document = bothTo(folder);
  const left = (await findingsOf(client, document, PLANNING)).filter(({ code }) => code === 'cannot-track');
  assert.deepEqual(
    left.map(({ disk, severity }) => [disk, severity]),
    [['vdb', 'warning']],
  );
  assert.match(
    left[0]!.message,
    /^Disk "vdb" is not in the checkpoint, and always copied in full: its image is raw/,
  );
  const result = await (await startXml(client, document, PLANNING)).finished;
  assert.deepEqual([result.outcome, result.checkpoint?.state], ['completed', 'made']);
  assert.deepEqual(
    (await listCheckpoints(client)).map(({ name, disks }) => [name, disks.map(({ disk }) => disk)]),
    [['nightly', ['vda']]],
  );
});

test('a checkpoint that no disk can have is refused all the same', async (t) => {
  const { client, folder } = await setUp(t);
  const document = backupXml(fileDisk('vdb', path.join(folder, 'b')));
  await assert.rejects(startXml(client, document, PLANNING), /Disk "vdb" cannot be in the checkpoint/);
});
