import assert from 'node:assert/strict';
import { cp, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { planPrune, prune, readCatalogue } from '../../engine';
import { manifestName } from '../../engine/backup/manifest/manifestFile';
import { exists } from '../../engine/backup/host/files';
import { folderFor } from '../backup/support';
import { ALL, DAY, idOf, NONE, NOW, writeSpread, type Spread } from './written';

const OLD = idOf(NOW - 9 * DAY, 1);
const RECENT = idOf(NOW - DAY, 2);

/** An old backup and a recent one, beside each other. */
async function twoBackups(t: TestContext, digest: Spread['digest']): Promise<string> {
  const folder = await folderFor(t);
  await writeSpread(OLD, 9 * DAY, [
    { disk: 'vda', file: path.join(folder, 'old.raw'), content: 'old', digest },
  ]);
  await writeSpread(RECENT, DAY, [
    { disk: 'vda', file: path.join(folder, 'new.raw'), content: 'new', digest },
  ]);
  return folder;
}

/** Prunes a folder; what is left of the old backup, and what is said of it. */
async function pruned(folder: string) {
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  await prune(plan, NONE);
  const names = ['old.raw', manifestName(OLD)];
  const left = await Promise.all(names.map((name) => exists(path.join(folder, name))));
  const { reason, why } = plan.keep.find(({ run }) => run.run === OLD) ?? {};
  return { left, reason, why };
}

const GONE = { left: [false, false], reason: undefined, why: undefined };

test('a target in whose place other data of the same length is stays with its manifest, and is named', async (t) => {
  const folder = await twoBackups(t, 'recorded');
  const file = path.join(folder, 'old.raw');
  await writeFile(file, 'mine');
  const longer = await pruned(folder);
  assert.equal(longer.why, `"${file}" stays: it has 4 bytes, and the backup had 3.`);

  await writeFile(file, 'own');
  const why = `"${file}" stays: it is not what was written: its digest is another.`;
  assert.deepEqual(await pruned(folder), { left: [true, true], reason: 'untouched', why });
  // One that was moved there may be older than the backup.
  await utimes(file, 1, 1);
  assert.deepEqual(await pruned(folder), { left: [true, true], reason: 'untouched', why });
  assert.equal(await readFile(file, 'utf8'), 'own');
});

test('a backup that was copied, with its times or without, is still one, and goes', async (t) => {
  const folder = await twoBackups(t, 'recorded');
  const [kept, anew] = [await folderFor(t), await folderFor(t)];
  await cp(folder, kept, { recursive: true, preserveTimestamps: true });
  await cp(folder, anew, { recursive: true });
  assert.notEqual(
    (await stat(path.join(anew, 'old.raw'))).mtimeMs,
    (await stat(path.join(kept, 'old.raw'))).mtimeMs,
  );
  for (const copy of [kept, anew]) assert.deepEqual(await pruned(copy), GONE);
});

test('a target without a digest that was written to later stays; one that was not goes', async (t) => {
  const untouched = await twoBackups(t, 'none');
  assert.deepEqual(await pruned(untouched), GONE);

  const folder = await twoBackups(t, 'none');
  const file = path.join(folder, 'old.raw');
  await writeFile(file, 'own');
  const later = (await stat(path.join(folder, manifestName(OLD)))).mtimeMs / 1000 + 1;
  await utimes(file, later, later);
  const { left, reason, why } = await pruned(folder);
  assert.deepEqual([left, reason], [[true, true], 'untouched']);
  assert.match(
    why ?? '',
    /old\.raw" stays: it was written to at another time than the backup, and no digest/,
  );
});
