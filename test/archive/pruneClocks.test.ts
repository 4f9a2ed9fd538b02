import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planPrune, readCatalogue } from '../../engine';
import { folderFor } from '../backup/support';
import { ALL, DAY, idOf, NOW, write, type Made } from './written';

/** A run of some days ago, negative ones in the future. */
function make(daysAgo: number, parent?: Made, outcome: Made['outcome'] = 'completed'): Made {
  const age = daysAgo * DAY;
  return { run: idOf(NOW - age, 1), machine: 'a', age, outcome, ...(parent && { parent }) };
}

const LONG_AGO = 1000;

test('a run whose clock was set back is newer than what it builds on, and never goes for what may be older', async (t) => {
  const folder = await folderFor(t);
  const old = make(9);
  const [base, first] = [make(6), make(5, make(6))];
  const second = make(4, first);
  const differential = make(3, base);
  const back = make(LONG_AGO, second);
  for (const one of [old, base, first, second, differential, back]) await write(folder, one);
  const catalogue = await readCatalogue([folder]);
  assert.deepEqual(
    catalogue.runs.map(({ run }) => run),
    [differential, back, second, first, base, old].map(({ run }) => run),
  );
  const plan = await planPrune(catalogue, { ...ALL, keep: 1 });
  assert.deepEqual(
    plan.keep.map(({ run, reason, by, undecided }) => [run.run, reason, by ?? undecided]),
    [
      [differential.run, 'recent', [back.run]],
      [back.run, 'recent', [differential.run]],
      [second.run, 'needed', back.run],
      [first.run, 'needed', second.run],
      [base.run, 'needed', differential.run],
    ],
  );
  assert.match(
    plan.keep[1]?.why ?? '',
    new RegExp(`^Whether ${differential.run} is newer nobody can tell: a clock was set back`),
  );
  assert.deepEqual(
    plan.remove.map(({ run }) => run.run),
    [old.run],
    'what is older for certain goes',
  );

  // Nor is it old: it may have been made a moment ago.
  const young = await planPrune(catalogue, { ...ALL, olderThan: 5 * DAY });
  const kept = young.keep.find(({ run }) => run.run === back.run);
  assert.equal(kept?.reason, 'recent');

  // What builds on it, by a clock that is right, tells how old it is at least.
  const next = make(2, back);
  for (const one of [next, make(1)]) await write(folder, one);
  const later = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  assert.deepEqual(
    later.keep.map(({ run }) => run.run),
    [make(1).run],
  );
  assert.equal(later.remove.length, 7);
});

test('a run whose clock was ahead counts for none that may be newer, and goes for those that are', async (t) => {
  const folder = await folderFor(t);
  const ahead = make(-LONG_AGO);
  const increment = make(3, ahead);
  const [old, whole] = [make(5), make(2)];
  for (const one of [ahead, increment, old, whole]) await write(folder, one);
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  assert.deepEqual(
    plan.keep.map(({ run, undecided }) => [run.run, undecided]),
    [[whole.run, undefined]],
  );
  assert.deepEqual(
    plan.remove.map(({ run }) => run.run),
    [increment.run, ahead.run, old.run],
  );

  // On its own it may be the newest, and so may the others.
  const alone = await folderFor(t);
  for (const one of [ahead, old]) await write(alone, one);
  const doubtful = await planPrune(await readCatalogue([alone]), { ...ALL, keep: 1 });
  assert.deepEqual(
    [doubtful.remove, doubtful.keep.map(({ undecided }) => undecided)],
    [[], [[old.run], [ahead.run]]],
  );
});
