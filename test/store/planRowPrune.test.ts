import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { planRowPrune } from '../../client/history/planRowPrune';
import { readHistory } from '../../client/history/readHistory';
import { historyOf } from '../../client/store/historyNodes';
import { openRunRecords, readNeeds } from '../../engine';
import { DAY, idOf, NOW, write, type Made } from '../archive/written';
import { sampleRecord } from '../backup/sampleRecord';
import { folderFor } from '../backup/support';

test('Prune… of a row leaves what another row, or a running backup, builds on, and nothing of other rows', async (t) => {
  const folder = await folderFor(t);
  const make = (number: number, machine: string, parent?: Made): Made => {
    const age = (9 - number) * DAY;
    return { run: idOf(NOW - age, number), machine, age, outcome: 'completed', ...(parent && { parent }) };
  };
  const [old, base, inUse, other] = [make(1, 'a'), make(2, 'a'), make(3, 'a'), make(4, 'b')];
  const increment = make(5, 'a', base);
  const newest = make(6, 'a');
  for (const one of [old, base, inUse, other, increment, newest]) await write(folder, one);
  const records = openRunRecords(path.join(await folderFor(t), 'runs'));
  const going = sampleRecord({ run: idOf(NOW, 7), state: 'started', startedAt: 1 });
  const copy = { kind: 'since', checkpoint: 'monday', bitmap: 'monday', run: inUse.run } as const;
  await records.write({ ...going, disks: going.disks.map((disk) => ({ ...disk, copy })) });

  const { catalogue, runs } = await readHistory({ records, folders: [folder], logged: new Set() });
  // The increment stands in a row of its own.
  const own = runs.filter(({ run }) => [old, base, inUse, newest].some((one) => one.run === run));
  const row = historyOf(own, undefined, {
    isKnown: () => true,
    found: () => undefined,
    damage: () => undefined,
  });
  const plan = await planRowPrune(
    catalogue,
    await readNeeds(catalogue, { records, folders: [folder] }),
    row,
    { keep: 1, olderThan: 0 },
  );
  assert.deepEqual(
    plan.remove.map(({ run }) => run.run),
    [old.run],
  );
  assert.deepEqual(
    plan.keep.map(({ run, reason, by }) => [run.run, reason, by]),
    [
      [newest.run, 'recent', undefined],
      [inUse.run, 'in-use', going.run],
      [base.run, 'needed', increment.run],
    ],
  );
});
