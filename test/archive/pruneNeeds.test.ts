import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import {
  openRunRecords,
  planPrune,
  prune,
  readCatalogue,
  readNeeds,
  type Catalogue,
  type RunRecord,
} from '../../engine';
import { diskChain } from '../../engine/backup/catalogue/diskChain';
import { sampleRecord } from '../backup/sampleRecord';
import { folderFor } from '../backup/support';
import { ALL, DAY, idOf, NONE, NOW, write, type Made } from './written';

test('a backup stays for what builds on it in other folders, also where that is not there today, and while it runs', async (t) => {
  const scratch = await folderFor(t);
  const [here, there] = ['full', 'inc'].map((name) => path.join(scratch, name)) as [string, string];
  await mkdir(here);
  await mkdir(there);
  const make = (number: number, parent?: Made): Made => {
    const age = (9 - number) * DAY;
    return {
      run: idOf(NOW - age, number),
      machine: 'a',
      age,
      outcome: 'completed',
      ...(parent && { parent }),
    };
  };
  const [old, base] = [make(1), make(2)];
  const increment = make(3, base);
  const newest = make(4);
  for (const one of [old, base, newest]) await write(here, one);
  await write(there, increment);
  const records = openRunRecords(path.join(scratch, 'runs'));
  const record = (run: string, over: Partial<RunRecord>) => {
    const sample = sampleRecord({ run, ...over });
    const copy = { kind: 'since', checkpoint: 'monday', bitmap: 'monday', run: base.run } as const;
    return { ...sample, disks: sample.disks.map((disk) => ({ ...disk, copy })) };
  };
  const completed = record(increment.run, { state: 'ended', outcome: 'completed', startedAt: 1, endedAt: 2 });
  await records.write(completed);

  const needsOf = (catalogue: Catalogue) => readNeeds(catalogue, { records, folders: [] });
  const needs = async () => needsOf(await readCatalogue([]));
  /** What goes of the one folder, and why the base stays. */
  async function planned(...folders: string[]) {
    const mayGo = (_: string, manifest: string) => path.dirname(manifest) === here;
    const catalogue = await readCatalogue(folders);
    const policy = { now: NOW, keep: 1, mayGo, needs: await needsOf(catalogue) };
    const plan = await planPrune(catalogue, policy);
    const { reason, by, why = '' } = plan.keep.find(({ run }) => run.run === base.run) ?? {};
    return { plan, goes: plan.remove.map(({ run }) => run.run), reason, by, why };
  }
  const known = await planned(here, there);
  assert.deepEqual([known.goes, known.reason, known.by], [[old.run], 'needed', increment.run]);
  assert.deepEqual(
    known.plan.keep.map(({ run }) => run.run),
    [newest.run, base.run],
    'what could not have gone is not said to be kept',
  );
  const unknown = await planned(here);
  assert.deepEqual([unknown.goes, unknown.reason, unknown.by], [[old.run], 'needed', increment.run]);
  assert.match(unknown.why, /^No manifest of that one is known here: bring it back, .* remove its record "/);

  // One that was removed by a prune needs nothing any more.
  const all = await planPrune(await readCatalogue([there]), { ...ALL, olderThan: 0 });
  assert.deepEqual(
    all.keep.map(({ reason }) => reason),
    ['unrestorable'],
  );
  const [{ run } = { run: undefined }] = all.keep;
  const files = run!.manifests.map(({ file }) => file);
  await prune(
    {
      remove: [{ run: run!, files, bytes: 0, stays: [], leaves: 'nothing' }],
      keep: [],
      reliedOn: [],
      bytes: 0,
    },
    { records, needs },
  );
  const without = await planned(here);
  assert.deepEqual(without.goes, [base.run, old.run].toSorted().toReversed());

  // A backup that was started while somebody looked at the plan is seen before anything goes.
  const going = record(idOf(NOW, 5), { state: 'started', startedAt: 1 });
  await records.write(going);
  const { removed, troubles } = await prune(without.plan, { records, needs });
  assert.deepEqual(
    [removed, troubles.map(({ message }) => message)],
    [[old.run], [`Run ${base.run} stays: run ${going.run} builds on it.`]],
  );
  const used = await planned(here);
  assert.deepEqual([used.goes, used.reason, used.by], [[], 'in-use', going.run]);

  // What nobody can read may build on anything.
  await writeFile(path.join(records.folder, `${idOf(NOW, 6)}.json`), 'x');
  await assert.rejects(planned(here), /cannot be read: it is not JSON\. What its run builds on is not known/);
});

test('machines without a name are told apart by their disks, and where that is not possible nothing goes', async (t) => {
  const folder = await folderFor(t);
  const make = (number: number, source?: string, parent?: Made): Made => {
    const age = (9 - number) * DAY;
    return {
      run: idOf(NOW - age, number),
      age,
      outcome: 'completed',
      ...(source !== undefined && { source }),
      ...(parent && { parent }),
    };
  };
  const [one, two] = [make(1, '/images/a'), make(2, '/images/b')];
  const unknown = [make(3), make(4)];
  const onTop = make(5, '/images/a', two);
  const recent = make(6, '/images/a');
  for (const made of [one, two, ...unknown, onTop, recent]) await write(folder, made);
  const catalogue = await readCatalogue([folder]);
  const plan = await planPrune(catalogue, { ...ALL, keep: 1 });
  // An image that was moved breaks no chain.
  const moved = catalogue.runs.find(({ run }) => run === onTop.run)!;
  assert.equal(diskChain(catalogue, moved, moved.disks[0]!).broken, undefined);
  assert.deepEqual(
    plan.remove.map(({ run }) => run.run),
    [onTop.run, one.run],
  );
  assert.deepEqual(
    plan.keep.map(({ run, reason }) => [run.run, reason]),
    [
      [recent.run, 'recent'],
      [unknown[1]!.run, 'recent'],
      [unknown[0]!.run, 'recent'],
      [two.run, 'recent'],
    ],
  );
});

test('an increment that starts while large files are being removed is seen before the next run goes', async (t) => {
  const folder = await folderFor(t);
  const made = [1, 2, 3].map((number): Made => {
    const age = (9 - number) * DAY;
    return { run: idOf(NOW - age, number), machine: 'a', age, outcome: 'completed' };
  });
  for (const one of made) await write(folder, one);
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  const [second, first] = plan.remove.map(({ run }) => run.run);
  let started = false;
  const going = { state: 'going' as const, run: idOf(NOW, 9), parents: [first!] };
  const { removed, troubles } = await prune(plan, {
    ...NONE,
    needs: async () => (started ? [going] : []),
    onRemoved: () => (started = true),
  });
  assert.deepEqual(
    [removed, troubles.map(({ message }) => message)],
    [[second], [`Run ${first} stays: run ${going.run} builds on it.`]],
  );
});
