import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRunRecords } from '../../engine';
import { isCancelMarked, markCancel } from '../../engine/backup/records/cancelMark';
import { recordAbandonment, recordStart } from '../../engine/backup/records/keepRecord';
import { keepOutcome } from '../../engine/backup/run/keepOutcome';
import { sampleRecord } from './sampleRecord';
import { folderFor } from './support';

const started = (run: string) =>
  sampleRecord({ run, locality: 'remote', state: 'started', startedAt: 1_700_000_001_000 });

const ending = (outcome: 'completed' | 'unknown') => ({
  outcome,
  disks: [{ disk: 'vda', target: '/backup/vda', outcome }],
});

/** Two programs, each with the records of one folder open, and the names of a number of runs. */
async function programs(t: TestContext, rounds: number) {
  const folder = path.join(await folderFor(t), 'runs');
  const runs = Array.from({ length: rounds }, (_, round) => `20261125-101500-${1000 + round}`);
  return { folder, runs, one: openRunRecords(folder), other: openRunRecords(folder) };
}

/** What any program may do to the record of a run that it believes to go on, and how often that is tried. */
const CHANGES: [
  what: string,
  change: (...run: Parameters<typeof markCancel>) => Promise<string | void>,
  rounds: number,
][] = [
  ['asks for a cancel', markCancel, 300],
  ['gives the run up', recordAbandonment, 100],
  ['records its start', (records, run) => recordStart(records, run, 1_700_000_001_000), 100],
];

for (const [what, change, rounds] of CHANGES) {
  test(`an end on record stands when another program ${what} at the same moment, whichever is faster`, async (t) => {
    const { folder, runs, one, other } = await programs(t, rounds);
    for (const [round, run] of runs.entries()) {
      await one.write(started(run));
      const later = async () => {
        // Over the milliseconds that an end takes to be written.
        await sleep(round % 12);
        return change(other, run);
      };
      const [kept, trouble] = await Promise.all([keepOutcome(one, run, ending('completed')), later()]);
      assert.deepEqual([kept.kind, kept.ending.outcome, trouble], ['kept', 'completed', undefined]);
      assert.equal((await other.read(run))?.outcome, 'completed', `round ${round}`);
      assert.equal(await isCancelMarked(other, run), false, `round ${round}`);
    }
    assert.deepEqual(await one.listOpen(), []);
    assert.deepEqual((await readdir(folder)).toSorted(), runs.map((run) => `${run}.json`).toSorted());
  });
}

test('of two programs that record how one run ended, the one that could not tell never has the last word', async (t) => {
  const { runs, one, other } = await programs(t, 100);
  for (const [round, run] of runs.entries()) {
    await one.write(started(run));
    const [, blind] = await Promise.all([
      keepOutcome(one, run, ending('completed')),
      sleep(round % 12).then(() => keepOutcome(other, run, ending('unknown'))),
    ]);
    assert.equal((await one.read(run))?.outcome, 'completed', `round ${round}`);
    assert.equal(blind.kind, 'kept');
  }
});

test('what a program that was killed has left of a run that has ended counts for nothing, and goes with the next start', async (t) => {
  const { folder, one } = await programs(t, 1);
  const { run } = sampleRecord();
  await one.write(started(run));
  await keepOutcome(one, run, ending('completed'));
  await writeFile(path.join(folder, `${run}.open.json`), JSON.stringify(started(run)));
  await writeFile(path.join(folder, `${run}.cancel`), '');
  const going = '20261125-101600-ab12';
  await one.write(started(going));
  await markCancel(one, going);
  assert.equal((await one.read(run))?.state, 'ended');
  assert.deepEqual(
    (await one.listOpen()).map((record) => record.run),
    [going],
  );
  assert.deepEqual(
    (await one.list()).records.map(({ state }) => state),
    ['started', 'ended'],
  );
  await one.trim();
  assert.deepEqual((await readdir(folder)).toSorted(), [
    `${run}.json`,
    `${going}.cancel`,
    `${going}.open.json`,
  ]);
});
