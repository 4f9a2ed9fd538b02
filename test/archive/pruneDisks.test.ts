import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { planPrune, readCatalogue, verifyKept, verifyRuns } from '../../engine';
import { manifestName } from '../../engine/backup/manifest/manifestFile';
import { folderFor } from '../backup/support';
import { ALL, DAY, idOf, NOW, writeSpread } from './written';

/** Writes a whole backup of some disks of one machine, so many days old. */
async function backUp(
  folder: string,
  days: number,
  disks: readonly string[],
  digest: 'recorded' | 'none' = 'recorded',
): Promise<string> {
  const run = idOf(NOW - days * DAY, days);
  const targets = disks.map((disk) => {
    const file = path.join(folder, `${disk}.${run}.raw`);
    return { disk, file, content: `${disk} ${run}`, digest };
  });
  await writeSpread(run, days * DAY, targets);
  return run;
}

async function planned(folder: string, policy: { keep?: number; olderThan?: number }) {
  const { remove, keep } = await planPrune(await readCatalogue([folder]), { ...ALL, ...policy });
  return {
    goes: remove.map(({ run }) => run.run),
    stays: keep.map(({ run, reason, why }) => [run.run, reason, why]),
  };
}

test('a backup is newer only for the disks that it has: the last one of any disk stays', async (t) => {
  const folder = await folderFor(t);
  const oldest = await backUp(folder, 9, ['vda', 'vdb']);
  const both = await backUp(folder, 8, ['vda', 'vdb']);
  const other = await backUp(folder, 7, ['vda']);
  const one = await backUp(folder, 6, ['vda']);
  const why = 'Too few newer ones have its disk "vdb".';
  assert.deepEqual(await planned(folder, { keep: 1 }), {
    goes: [other, oldest],
    stays: [
      [one, 'recent', undefined],
      [both, 'recent', why],
    ],
  });
  assert.deepEqual((await planned(folder, { keep: 2 })).goes, []);
  assert.deepEqual(await planned(folder, { olderThan: DAY }), {
    goes: [other, oldest],
    stays: [
      [one, 'last', undefined],
      [both, 'last', why],
    ],
  });
});

test('a backup without a digest stands in no place of one with, until a verification has recorded one, which a prune never does', async (t) => {
  const folder = await folderFor(t);
  const blind = await backUp(folder, 9, ['vda'], 'none');
  const oldest = await backUp(folder, 8, ['vda']);
  const proven = await backUp(folder, 7, ['vda']);
  const older = await backUp(folder, 6, ['vda'], 'none');
  const newest = await backUp(folder, 5, ['vda'], 'none');
  const why = `Of newer ones no digest tells whether disk "vda" is as it was written, so they do not count; record it with: domainbackup verify ${newest} ${older}`;
  const stays = [
    [newest, 'recent', undefined],
    [proven, 'recent', why],
  ];
  assert.deepEqual(await planned(folder, { keep: 1 }), { goes: [older, oldest, blind], stays });
  const catalogue = await readCatalogue([folder]);
  const plan = await planPrune(catalogue, { ...ALL, keep: 1 });
  const text = () => readFile(path.join(folder, manifestName(newest)), 'utf8');
  const before = await text();
  const { verdict, findings } = await verifyKept(catalogue, plan);
  assert.deepEqual([verdict, findings.map(({ code }) => code)], ['sound', ['digest-missing']]);
  assert.equal(await text(), before);

  await verifyRuns(catalogue, [newest]);
  assert.deepEqual(await planned(folder, { keep: 1 }), {
    goes: [older, proven, oldest, blind],
    stays: stays.slice(0, 1),
  });
});
