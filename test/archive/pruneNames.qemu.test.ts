import assert from 'node:assert/strict';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { openRunRecords, planPrune, readCatalogue, readNeeds } from '../../engine';
import { manifestName } from '../../engine/backup/manifest/manifestFile';
import { incrementMark } from '../../engine/backup/names/incrementMark';
import { folderFor, run as tool } from '../backup/support';
import { ALL, DAY, idOf, NOW, write, type Made } from './written';

const make = (number: number, over: Partial<Made> = {}): Made => {
  const age = (9 - number) * DAY;
  return { run: idOf(NOW - age, number), machine: 'a', age, outcome: 'completed', ...over };
};

/** An increment that somebody else has made, whose manifest is not here, on top of a run. */
async function incrementOf(file: string, run: string, parent: string): Promise<void> {
  await tool('qemu-img', ['create', '-q', '-f', 'qcow2', file, '1M']);
  await tool('qemu-img', ['bitmap', '--add', file, incrementMark({ run, parent })]);
}

/** A folder with two whole backups, the older of which would go. */
async function twoFulls(t: TestContext): Promise<{ folder: string; base: Made; newest: Made }> {
  const folder = await folderFor(t);
  const [base, newest] = [make(2), make(6)];
  await write(folder, base);
  await write(folder, newest);
  return { folder, base, newest };
}

/** What stays of a folder in which one backup is to stay, for whose sake, and what goes. */
async function planned(t: TestContext, folder: string) {
  const records = openRunRecords(path.join(await folderFor(t), 'runs'));
  const catalogue = await readCatalogue([folder]);
  const needs = await readNeeds(catalogue, { records, folders: [folder] });
  const plan = await planPrune(catalogue, { ...ALL, keep: 1, needs });
  return {
    stays: new Map(plan.keep.map(({ run, reason, by }) => [run.run, [reason, by]])),
    goes: plan.remove.map(({ run }) => run.run),
  };
}

const OTHERS = idOf(NOW - 4 * DAY, 7);

test('whatever a manifest says of a path, an image that lies there now keeps what it builds on', async (t) => {
  for (const [said, lay] of [
    [
      'a backup was there',
      async (folder, base) => {
        const gone = make(1, { target: 'a.qcow2' });
        await write(folder, gone);
        await rm(path.join(folder, 'a.qcow2'));
        await incrementOf(path.join(folder, 'a.qcow2'), OTHERS, base.run);
      },
    ],
    [
      'a second copy was there',
      async (folder, base) => {
        const below = path.join(folder, 'below');
        await mkdir(below);
        const twice = make(1, { target: 'a.qcow2' });
        for (const one of [folder, below]) await write(one, twice);
        await rm(path.join(below, 'a.qcow2'));
        await incrementOf(path.join(below, 'a.qcow2'), OTHERS, base.run);
      },
    ],
    [
      'the disk was there',
      async (folder, base) => {
        await write(folder, make(1, { source: path.join(folder, 'disk.qcow2') }));
        await incrementOf(path.join(folder, 'disk.qcow2'), OTHERS, base.run);
      },
    ],
  ] satisfies [string, (folder: string, base: Made) => Promise<void>][]) {
    const { folder, base } = await twoFulls(t);
    await lay(folder, base);
    const { stays } = await planned(t, folder);
    assert.deepEqual(stays.get(base.run), ['needed', OTHERS], said);
  }
});

test('an image on top of a backup keeps it, also where a manifest says that another backup lies there', async (t) => {
  const { folder, base } = await twoFulls(t);
  const file = path.join(folder, `vda.${base.run}.qcow2`);
  await write(folder, make(1, { target: 'a.qcow2' }));
  const above = path.join(folder, 'a.qcow2');
  await rm(above);
  const options = ['-f', 'qcow2', '-F', 'raw', '-b', file];
  await tool('qemu-img', ['create', '-q', ...options, above, '1M']);
  const plan = await planPrune(await readCatalogue([folder]), { ...ALL, keep: 1 });
  const { reason, why } = plan.keep.find(({ run }) => run.run === base.run) ?? {};
  assert.deepEqual([reason, why], ['untouched', `"${file}" stays: "${above}" has it as its backing file.`]);
});

test('a damaged image in the place of its backup refuses no prune, and one that lies as it was is not read', async (t) => {
  const { folder, base, newest } = await twoFulls(t);
  const damaged = make(1, { target: 'a.qcow2' });
  await write(folder, damaged);
  await writeFile(path.join(folder, 'a.qcow2'), 'QFI\u00fbx', 'latin1');
  // As long as its backup was, and last written to with it.
  const file = path.join(folder, `vda.${newest.run}.qcow2`);
  const { mtimeMs } = await stat(file);
  await writeFile(file, 'QFI');
  await utimes(file, mtimeMs / 1000, mtimeMs / 1000);
  const { goes } = await planned(t, folder);
  assert.deepEqual(goes, [base.run]);
  assert.ok((await readdir(folder)).includes(manifestName(damaged.run)));
});
