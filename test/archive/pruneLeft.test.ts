import assert from 'node:assert/strict';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { planPrune, prune, readCatalogue, type Manifest } from '../../engine';
import { exists } from '../../engine/backup/host/files';
import { manifestName } from '../../engine/backup/manifest/manifestFile';
import { writeManifestText } from '../../engine/backup/manifest/manifestText';
import { folderFor } from '../support/folderFor';
import { ALL, idOf, NONE, NOW, write } from './written';

const MINUTE = 60_000;

/** Prunes a cancelled run, which has left a file, beside a newer backup; what is left of it, and what is said. */
async function pruned(t: TestContext, time: number, written: number) {
  const folder = await folderFor(t);
  const file = path.join(folder, 'a.raw');
  await writeFile(file, 'x');
  await utimes(file, written / 1000, written / 1000);
  const run = idOf(time - MINUTE, 1);
  const target = 'a.raw';
  await write(folder, { run, machine: 'a', age: NOW - time, outcome: 'cancelled', target });
  const name = path.join(folder, manifestName(run));
  const { digest: _, ...told } = JSON.parse(await readFile(name, 'utf8')) as Manifest & { digest: string };
  const disks = told.disks.map((disk) => ({ ...disk, remains: target }));
  await writeFile(name, writeManifestText({ ...told, disks }));
  const newest = time + MINUTE;
  await write(folder, { run: idOf(newest, 2), machine: 'a', age: NOW - newest, outcome: 'completed' });
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, now: newest + MINUTE, keep: 1 });
  await prune(plan, NONE);
  return {
    left: [await exists(file), await exists(name)],
    said: [
      ...plan.remove.flatMap(({ stays }) => stays.map(({ message }) => message)),
      ...plan.keep.map(({ why }) => why),
    ].filter((why) => why !== undefined),
    file,
    run,
  };
}

test('what a cancelled run has left goes with it, and no file that has taken its name since', async (t) => {
  const now = Date.now();
  const own = await pruned(t, now + MINUTE, now);
  assert.deepEqual([own.left, own.said], [[false, false], []]);
  const other = await pruned(t, now - 9 * MINUTE, now);
  assert.deepEqual(
    [other.left, other.said],
    [[true, false], [`"${other.file}" stays: it is another file than run ${other.run} has left there.`]],
  );
  const unsure = await pruned(t, now + MINUTE, now + 9 * MINUTE);
  assert.deepEqual(
    [unsure.left, unsure.said],
    [
      [true, true],
      [`"${unsure.file}" stays: nobody can tell whether it is still what run ${unsure.run} has left there.`],
    ],
  );
});
