import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { planPrune, readCatalogue } from '../../engine';
import { folderFor } from '../backup/support';
import { ALL, DAY, idOf, NOW, writeSpread } from './written';

/** Writes a whole backup of some disks of one machine, so many days old. */
async function backUp(folder: string, days: number, ...disks: string[]): Promise<string> {
  const run = idOf(NOW - days * DAY, days);
  const targets = disks.map((disk) => {
    const file = path.join(folder, `${disk}.${run}.raw`);
    return { disk, file, content: `${disk} ${run}` };
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
  const oldest = await backUp(folder, 9, 'vda', 'vdb');
  const both = await backUp(folder, 8, 'vda', 'vdb');
  const other = await backUp(folder, 7, 'vda');
  const one = await backUp(folder, 6, 'vda');
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
