import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { planPrune, prune, readCatalogue } from '../../engine';
import { diskChain } from '../../engine/backup/catalogue/diskChain';
import { manifestName } from '../../engine/backup/manifest/manifestFile';
import { writeManifestText } from '../../engine/backup/manifest/manifestText';
import { mention, told } from '../../engine/backup/names/told';
import { folderFor } from '../backup/support';
import { Random } from '../support/random';
import { ALL, DAY, idOf, NONE, NOW, write, type Made } from './written';

test('in 40 random histories over several folders a prune of some breaks no chain, keeps what it was told to, and never the last backup goes', async (t) => {
  const scratch = await folderFor(t);
  for (let seed = 1; seed <= 40; seed++) {
    const random = new Random(seed);
    const folder = path.join(scratch, String(seed));
    const places = ['x', 'y', 'z'].map((name) => path.join(folder, name));
    for (const place of places) await mkdir(place, { recursive: true });
    const pruned = places.filter(() => random.chance(0.7));
    const made: Made[] = [];
    /** Where each run lies; targets of one name lie in different folders. */
    const where = new Map<string, string>();
    const fileOf = (one: Made) => path.join(where.get(one.run) ?? '', one.target ?? '');
    const count = 1 + random.below(14);
    for (let number = 0; number < count; number++) {
      const age = (count - number) * DAY + random.below(DAY / 2);
      const machine = random.pick(['a', 'b']);
      const parents = made.filter((one) => one.machine === machine && one.outcome === 'completed');
      const parent = random.chance(0.7) && parents.length > 0 ? random.pick(parents) : undefined;
      const outcome = random.chance(0.8) ? 'completed' : random.pick(['failed', 'cancelled'] as const);
      const place = random.pick(places);
      const target = `vda.${[...where.values()].filter((one) => one === place).length}.qcow2`;
      const run = idOf(NOW - age, number);
      const one: Made = { run, machine, age, target, ...(parent && { parent }), outcome };
      made.push(one);
      where.set(run, place);
      await write(place, one);
    }
    const mayGo = (_: string, manifest: string) => pruned.includes(path.dirname(manifest));
    const isPruned = ({ run }: Made) => pruned.includes(where.get(run) ?? '');
    const keep = random.chance(0.7) ? 1 + random.below(4) : undefined;
    const olderThan = keep === undefined || random.chance(0.5) ? random.below(10) * DAY : undefined;
    const policy = {
      ...ALL,
      mayGo,
      ...(keep !== undefined && { keep }),
      ...(olderThan !== undefined && { olderThan }),
    };
    const plan = await planPrune(await readCatalogue([folder]), policy);
    const controller = new AbortController();
    // Some are ended in the middle: then nothing is broken either, and the next one does the rest.
    const stopAfter = random.chance(0.3) ? random.below(3) : Infinity;
    let removed = 0;
    const onRemoved = () => (++removed > stopAfter ? controller.abort() : undefined);
    await prune(plan, { ...NONE, signal: controller.signal, onRemoved }).catch((error: unknown) => {
      assert.equal(error, controller.signal.reason);
    });

    const left = await readCatalogue([folder]);
    const what = `seed ${seed}: keep ${keep}, older than ${olderThan}`;
    for (const run of left.runs.filter(({ manifest }) => manifest.outcome === 'completed'))
      for (const disk of run.disks) assert.equal(diskChain(left, run, disk).broken, undefined, what);
    const ids = new Set(left.runs.map(({ run }) => run));
    for (const machine of ['a', 'b']) {
      const backups = made
        .filter((one) => one.machine === machine && one.outcome === 'completed' && isPruned(one))
        .toReversed();
      for (const one of backups.slice(0, Math.max(1, keep ?? 0)))
        assert.ok(ids.has(one.run), `${what}: ${one.run}`);
    }
    for (const one of made)
      if (!isPruned(one) || (olderThan !== undefined && one.age < olderThan))
        assert.ok(ids.has(one.run), `${what}: ${one.run}`);

    // Doing it again leaves nothing that neither the policy nor a chain holds.
    await prune(await planPrune(left, policy), NONE);
    const after = await readCatalogue([folder]);
    assert.deepEqual((await planPrune(after, policy)).remove, [], what);
    const names = await readdir(folder, { recursive: true });
    const files = names.filter((name) => name.endsWith('.qcow2')).map((name) => path.join(folder, name));
    const still = new Set(after.runs.map(({ run }) => run));
    const targets = made.filter(({ run, outcome }) => still.has(run) && outcome === 'completed').map(fileOf);
    assert.deepEqual(files.toSorted(), targets.toSorted(), what);
    await rm(folder, { recursive: true });
  }
});

test('a prune touches no file that is not as its manifest says, nor one outside its folder', async (t) => {
  const scratch = await folderFor(t);
  const folder = path.join(scratch, 'backups');
  await mkdir(folder);
  const old: Made = { run: idOf(NOW - 9 * DAY, 1), machine: 'a', age: 9 * DAY, outcome: 'completed' };
  const recent: Made = { run: idOf(NOW - DAY, 2), machine: 'a', age: DAY, outcome: 'completed' };
  await write(folder, old);
  await write(folder, recent);
  await writeFile(path.join(folder, `vda.${old.run}.qcow2`), 'something else by now');
  const other = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  // The manifest stays with it, and tells what it was.
  const [, kept] = other.keep;
  assert.deepEqual([other.remove, kept?.run.run, kept?.reason], [[], old.run, 'untouched']);
  assert.match(kept?.why ?? '', /stays: it has 21 bytes, and the backup had 3/);

  // A manifest that was changed by somebody, with a good digest, to name a file of somebody else.
  await writeFile(path.join(scratch, 'precious'), 'abc');
  const { manifest } = (await readCatalogue([folder])).runs[1]!;
  const disks = manifest.disks.map((disk) => ({ ...disk, target: '../precious' }));
  await writeFile(path.join(folder, manifestName(old.run)), writeManifestText({ ...manifest, disks }));
  const outside = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  assert.match(outside.keep[1]?.why ?? '', /precious" stays: it does not lie beside a manifest/);
  await prune(outside, NONE);
  assert.deepEqual((await readdir(scratch)).toSorted(), ['backups', 'precious']);
});

test('a run that a running backup builds on, and one whose manifest was edited, stay', async (t) => {
  const folder = await folderFor(t);
  const made = [1, 2, 3, 4].map((number): Made => ({
    run: idOf(NOW - (9 - number) * DAY, number),
    machine: 'a',
    age: (9 - number) * DAY,
    outcome: 'completed',
  }));
  for (const one of made) await write(folder, one);
  const edited = path.join(folder, manifestName(made[1]!.run));
  const text = writeManifestText((await readCatalogue([folder])).runs[2]!.manifest);
  await writeFile(edited, text.replace('"qemu": "7.2.22"', '"qemu": "7.2.23"'));
  const going = { state: 'going' as const, run: idOf(NOW, 9), parents: [made[0]!.run], record: '' };
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1, needs: [going] });
  assert.deepEqual(
    plan.keep.map(({ run, reason }) => [run.run, reason]),
    [
      [made[3]!.run, 'recent'],
      [made[1]!.run, 'edited'],
      [made[0]!.run, 'in-use'],
    ],
  );
});

test('only what can be restored counts as kept; what cannot stays until newer backups are there, and it is said why', async (t) => {
  const folder = await folderFor(t);
  const make = (number: number, outcome: Made['outcome'], parent?: Made): Made => {
    const age = (9 - number) * DAY;
    return { run: idOf(NOW - age, number), machine: 'a', age, outcome, ...(parent && { parent }) };
  };
  const old = make(1, 'completed');
  const whole = make(2, 'completed');
  const base = make(3, 'completed');
  const broken = make(4, 'completed', base);
  const failed = make(5, 'failed');
  for (const one of [old, whole, base, broken, failed]) await write(folder, one);
  const baseFile = path.join(folder, `vda.${base.run}.qcow2`);
  await rm(baseFile);
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  const kept = plan.keep.map(({ run, reason, why = '' }) => [run.run, reason, why]);
  assert.deepEqual(kept, [
    [failed.run, 'no-backup', 'Its outcome is "failed".'],
    [broken.run, 'unrestorable', `"${baseFile}" is missing.`],
    [base.run, 'unrestorable', `"${baseFile}" is missing.`],
    [whole.run, 'recent', ''],
  ]);
  assert.deepEqual(
    plan.remove.map(({ run }) => run.run),
    [old.run],
  );

  // A folder that is not mounted today must not cost the backups that build on what is in it.
  const alone = await folderFor(t);
  await write(alone, broken);
  await write(alone, failed);
  const { remove, keep } = await planPrune(await readCatalogue([alone]), { ...ALL, olderThan: 0 });
  assert.deepEqual(
    [remove.map(({ run }) => run.run), keep.map(({ run, reason }) => [run.run, reason])],
    [[failed.run], [[broken.run, 'unrestorable']]],
  );

  // What was changed by somebody is no backup that may stand for the last one.
  const manifest = path.join(folder, manifestName(whole.run));
  const text = await readFile(manifest, 'utf8');
  await writeFile(manifest, text.replace('"qemu": "7.2.22"', '"qemu": "7.2.23"'));
  const edited = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  assert.deepEqual(
    edited.keep.map(({ reason }) => reason),
    ['no-backup', 'unrestorable', 'unrestorable', 'edited', 'recent'],
  );
});

test('a file that a later run has written, under the name of one that was removed, goes with no other run', async (t) => {
  const folder = await folderFor(t);
  const make = (number: number): Made => {
    const age = (9 - number) * DAY;
    return { run: idOf(NOW - age, number), machine: 'a', age, outcome: 'completed', target: 'vda.raw' };
  };
  const [old, recent] = [make(1), make(2)];
  await write(folder, old);
  await write(folder, recent);
  const file = path.join(folder, 'vda.raw');
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  assert.deepEqual(
    plan.remove.map(({ files, stays }) => [files, stays]),
    [
      [
        [path.join(folder, manifestName(old.run))],
        [told`"${file}" stays: it is that of ${mention(recent.run)}.`],
      ],
    ],
  );
  await prune(plan, NONE);
  assert.deepEqual((await readdir(folder)).toSorted(), [manifestName(recent.run), 'vda.raw']);

  // What was overwritten is no backup, and is not counted as one.
  await write(folder, old);
  const both = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 2 });
  assert.deepEqual(
    both.keep.map(({ run, reason, why }) => [run.run, reason, why]),
    [
      [recent.run, 'recent', undefined],
      [
        old.run,
        'unrestorable',
        `"${file}" is that of run ${recent.run} by now; this one's was removed or moved, or is on another storage.`,
      ],
    ],
  );
});

test('an increment that failed holds nothing: what it was to build on goes with its age', async (t) => {
  const folder = await folderFor(t);
  const make = (number: number, outcome: Made['outcome'], parent?: Made): Made => {
    const age = (9 - number) * DAY;
    return { run: idOf(NOW - age, number), machine: 'a', age, outcome, ...(parent && { parent }) };
  };
  const [first, whole] = [make(1, 'completed'), make(3, 'completed')];
  const [second, increment] = [make(2, 'completed'), make(5, 'unknown')];
  for (const one of [first, second, whole, make(4, 'failed', first), make(6, 'cancelled', first)])
    await write(folder, one);
  // Nobody knows what became of this one.
  await write(folder, { ...increment, parent: second });
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  assert.deepEqual(
    plan.remove.map(({ run }) => run.run),
    [first.run],
  );
  assert.deepEqual(
    plan.keep.map(({ reason }) => reason),
    ['no-backup', 'no-backup', 'no-backup', 'recent', 'needed'],
  );
});
