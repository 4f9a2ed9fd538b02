import assert from 'node:assert/strict';
import { appendFile, cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { planPrune, prune, readCatalogue, verifyRuns } from '../../engine';
import { manifestName } from '../../engine/backup/manifest/manifestFile';
import { folderFor } from '../backup/support';
import { ALL, DAY, idOf, NONE, NOW, writeSpread } from './written';

const OLD = idOf(NOW - 9 * DAY, 1);
const RECENT = idOf(NOW - DAY, 2);

/** An old backup in two folders and a recent one, and the same once more in a copy. */
async function twoCopies(folder: string): Promise<{ mine: string; copy: string }> {
  const [mine, copy] = [path.join(folder, 'mine'), path.join(folder, 'copy')];
  await writeSpread(OLD, 9 * DAY, [
    { disk: 'vda', file: path.join(mine, 'a', 'vda.raw'), content: 'old a' },
    { disk: 'vdb', file: path.join(mine, 'b', 'vdb.raw'), content: 'old b' },
  ]);
  await writeSpread(RECENT, DAY, [
    { disk: 'vda', file: path.join(mine, 'a', 'new.a.raw'), content: 'new a' },
    { disk: 'vdb', file: path.join(mine, 'a', 'new.b.raw'), content: 'new b' },
  ]);
  await cp(mine, copy, { recursive: true });
  return { mine, copy };
}

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true })).filter((name) => path.extname(name) !== '').toSorted();

test('of a backup that is there twice all copies go, each with the files beside it', async (t) => {
  const folder = await folderFor(t);
  await twoCopies(folder);
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  assert.deepEqual(
    plan.remove.map(({ files, leaves, stays }) => [files.length, leaves, stays]),
    [[8, 'nothing', []]],
  );
  await prune(plan, NONE);
  const left = [`a/${manifestName(RECENT)}`, 'a/new.a.raw', 'a/new.b.raw'];
  assert.deepEqual(
    await filesIn(folder),
    ['copy', 'mine'].flatMap((name) => left.map((file) => `${name}/${file}`)),
  );
});

test('a copy in another folder stays whole, and so does one whose file is not as its manifest says', async (t) => {
  const folder = await folderFor(t);
  const { mine, copy } = await twoCopies(folder);
  await appendFile(path.join(mine, 'b', 'vdb.raw'), 'more');
  const before = await filesIn(copy);
  const mayGo = (_: string, manifest: string) => manifest.startsWith(mine);
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, mayGo, keep: 1 });
  const [removed] = plan.remove;
  assert.deepEqual(removed?.files, [
    path.join(mine, 'a', 'vda.raw'),
    path.join(mine, 'a', manifestName(OLD)),
  ]);
  assert.deepEqual(removed?.stays.map(({ message }) => message).toSorted(), [
    `"${path.join(copy, 'a', manifestName(OLD))}" stays, with what lies beside it: it is not in the folder that is pruned.`,
    `"${path.join(copy, 'b', manifestName(OLD))}" stays, with what lies beside it: it is not in the folder that is pruned.`,
    `"${path.join(mine, 'b', 'vdb.raw')}" stays: it has 9 bytes, and the backup had 5.`,
  ]);
  await prune(plan, NONE);
  assert.deepEqual(await filesIn(mine), [
    `a/${manifestName(RECENT)}`,
    'a/new.a.raw',
    'a/new.b.raw',
    `b/${manifestName(OLD)}`,
    'b/vdb.raw',
  ]);
  assert.deepEqual(await filesIn(copy), before);
  assert.equal((await verifyRuns(await readCatalogue([copy]), [OLD])).runs[0]!.verdict, 'sound');
});
