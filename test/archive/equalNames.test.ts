import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { planPrune, planRestore, prune, readCatalogue, verifyRuns } from '../../engine';
import { manifestName } from '../../engine/backup/manifest/manifestFile';
import { folderFor } from '../backup/support';
import { ALL, DAY, idOf, NONE, NOW, writeSpread, type Spread } from './written';

const RUN = idOf(NOW - 3 * DAY, 1);

/** Two disks whose targets have one name, in two folders. */
async function twoOfOneName(folder: string, digest: Spread['digest'], run = RUN): Promise<void> {
  const targets = [
    { disk: 'vda', file: path.join(folder, 'va', 'mon.raw'), content: 'a'.repeat(512), digest },
    { disk: 'vdb', file: path.join(folder, 'vb', 'mon.raw'), content: 'b'.repeat(512), digest },
  ] as const;
  await writeSpread(run, 3 * DAY, targets);
}

test('another disk of the same file name is never taken for one whose folder is not here', async (t) => {
  for (const digest of ['none', 'recorded'] as const) {
    const folder = await folderFor(t);
    await twoOfOneName(folder, digest);
    await rename(path.join(folder, 'vb'), path.join(await folderFor(t), 'vb'));
    const catalogue = await readCatalogue([folder]);
    const { findings, runs } = await verifyRuns(catalogue, [RUN]);
    assert.deepEqual(
      [runs[0]!.verdict, findings.map(({ code, disk }) => [code, disk])],
      ['damaged', [['target-missing', 'vdb']]],
    );
    await assert.rejects(
      planRestore(catalogue, RUN, { to: await folderFor(t), format: 'raw' }),
      /Disk "vdb" of run .*vb\/mon\.raw" is missing/,
    );
    const text = await readFile(path.join(folder, 'va', manifestName(RUN)), 'utf8');
    assert.equal(text.includes('sha256'), digest === 'recorded', 'nothing was written into the manifest');
    // Half of it is no backup that may stand for another.
    const plan = await planPrune(catalogue, { ...ALL, keep: 1 });
    assert.deepEqual(
      plan.keep.map(({ reason }) => reason),
      ['unrestorable'],
    );
  }
});

test('folders that were moved apart are both found again, each by its own copy of the manifest', async (t) => {
  for (const digest of ['none', 'recorded'] as const) {
    const folder = await folderFor(t);
    await twoOfOneName(folder, digest);
    const [one, two] = [await folderFor(t), await folderFor(t)];
    await rename(path.join(folder, 'va'), path.join(one, 'x'));
    await rename(path.join(folder, 'vb'), path.join(two, 'y'));
    // Where a copy says that the other disk was, there is something else by now.
    await mkdir(path.join(one, 'vb'));
    await copyFile(path.join(one, 'x', 'mon.raw'), path.join(one, 'vb', 'mon.raw'));
    for (const folders of [
      [one, two],
      [two, one],
    ]) {
      const catalogue = await readCatalogue(folders);
      assert.deepEqual(
        catalogue.runs[0]!.disks.map(({ file, found }) => [file, found]),
        [
          [path.join(one, 'x', 'mon.raw'), 'named'],
          [path.join(two, 'y', 'mon.raw'), 'named'],
        ],
      );
      assert.equal((await verifyRuns(catalogue, [RUN])).runs[0]!.verdict, 'sound');
    }
  }
});

test('a file that was brought beside a manifest is found by name, if it fits, and nothing is concluded from that', async (t) => {
  const folder = await folderFor(t);
  const place = (disk: string) => path.join(folder, disk, `${disk}.raw`);
  const spread = (digest: Spread['digest']) =>
    writeSpread(RUN, 3 * DAY, [
      { disk: 'vda', file: place('vda'), content: 'a'.repeat(512), digest },
      { disk: 'vdb', file: place('vdb'), content: 'b'.repeat(512), digest },
    ]);
  const brought = path.join(folder, 'vda', 'vdb.raw');
  const locate = async () => (await readCatalogue([path.join(folder, 'vda')])).runs[0]!.disks[1]!;
  await spread('recorded');
  await rename(place('vdb'), brought);
  await rm(path.dirname(place('vdb')), { recursive: true });
  assert.deepEqual([(await locate()).found, (await locate()).file], ['beside', brought]);
  const catalogue = await readCatalogue([path.join(folder, 'vda')]);
  assert.equal((await verifyRuns(catalogue, [RUN])).runs[0]!.verdict, 'sound');
  const newer = ['vda', 'vdb'].map((disk) => ({
    disk,
    file: path.join(folder, 'vda', `new.${disk}.raw`),
    content: 'n',
  }));
  await writeSpread(idOf(NOW - DAY, 2), DAY, newer);
  const plan = await planPrune(await readCatalogue([path.join(folder, 'vda')]), { ...ALL, keep: 1 });
  assert.deepEqual([plan.remove, plan.keep[1]?.reason], [[], 'untouched']);
  assert.match(plan.keep[1]?.why ?? '', /vdb\.raw" stays: only its name says that it is of this run/);

  // Without a digest nobody could tell it from another file of its name.
  await rm(path.join(folder, 'vda'), { recursive: true });
  await spread('none');
  await rename(place('vdb'), brought);
  assert.deepEqual([(await locate()).found, (await locate()).file], ['named', place('vdb')]);
});

test('a prune takes no file that another run says is its own, also by another name of the folder', async (t) => {
  const folder = await folderFor(t);
  const content = 'a'.repeat(512);
  const [old, recent] = [idOf(NOW - 9 * DAY, 1), idOf(NOW - DAY, 2)];
  await writeSpread(old, 9 * DAY, [
    { disk: 'vda', file: path.join(folder, 'gone', 'mon.raw'), content },
    { disk: 'vdb', file: path.join(folder, 'kept', 'other.raw'), content },
  ]);
  await writeSpread(recent, DAY, [
    { disk: 'vda', file: path.join(folder, 'kept', 'mon.raw'), content },
    { disk: 'vdb', file: path.join(folder, 'kept', 'tue.raw'), content },
  ]);
  await rm(path.join(folder, 'gone'), { recursive: true });
  const link = path.join(await folderFor(t), 'link');
  await symlink(path.join(folder, 'kept'), link);
  const plan = await planPrune(await readCatalogue([link, folder]), { ...ALL, keep: 1 });
  assert.deepEqual(
    plan.remove.map(({ files }) => files.map((file) => path.basename(file))),
    [['other.raw', manifestName(old)]],
  );
  await prune(plan, NONE);
  assert.deepEqual((await readdir(path.join(folder, 'kept'))).toSorted(), [
    manifestName(recent),
    'mon.raw',
    'tue.raw',
  ]);
  assert.equal((await verifyRuns(await readCatalogue([folder]), [recent])).runs[0]!.verdict, 'sound');
});
