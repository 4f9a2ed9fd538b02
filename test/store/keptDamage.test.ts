import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { KeptDamage } from '../../client/history/keptDamage';
import type { PastRun } from '../../client/history/pastRun';
import { Verdicts } from '../../client/store/verdicts';
import { past } from './support/pasts';
import { folderFor } from '../support/folderFor';

const fail = (error: unknown): never => assert.fail(String(error));

/** A folder of marks, another with a backup in it, and that backup. */
async function setUp(t: TestContext) {
  const folder = await folderFor(t);
  const backups = path.join(folder, 'backups');
  await mkdir(backups);
  await writeFile(path.join(backups, 'vda'), 'x');
  const window = (): { verdicts: Verdicts; kept: KeptDamage } => {
    const verdicts = new Verdicts();
    return { verdicts, kept: new KeptDamage(path.join(folder, 'damage'), verdicts, fail) };
  };
  return { folder, backups, run: runIn(backups), window, marks: () => readdir(path.join(folder, 'damage')) };
}

function runIn(folder: string): PastRun {
  const disk = { disk: 'vda', format: 'qcow2', size: 1, outcome: 'completed' } as const;
  return past('20260101-000000-aaaa', { disks: [{ ...disk, target: path.join(folder, 'vda') }] });
}

const damage = { run: '20260101-000000-aaaa', disk: 'vda', message: 'changed' };

test('damage that one window has found is known to the next, with when and of which disk, until it is found sound', async (t) => {
  const { run, window, marks } = await setUp(t);
  const first = window();
  first.verdicts.noteDamage(damage, 7);
  await first.kept.keep(run);
  const second = window();
  await second.kept.restore([run]);
  const expected = { kind: 'damaged', message: 'changed', at: 7 };
  assert.deepEqual(
    second.verdicts.ofDisk(run, 'vda', () => undefined),
    expected,
  );
  second.verdicts.noteVerified([{ run: run.run, verdict: 'sound', disks: ['vda'], findings: [] }], 8);
  await second.kept.keep(run);
  assert.deepEqual(await marks(), []);
  await first.kept.restore([run]);
  assert.equal(
    first.verdicts.of(run, () => undefined),
    undefined,
    'the first one has learned of it',
  );
});

test('damage of one copy of a backup says nothing of another one, in another folder', async (t) => {
  const { folder, run, window, marks } = await setUp(t);
  const first = window();
  first.verdicts.noteDamage(damage, 7);
  await first.kept.keep(run);
  const second = window();
  const copy = runIn(path.join(folder, 'copy'));
  await second.kept.restore([copy]);
  assert.equal(
    second.verdicts.of(copy, () => undefined),
    undefined,
  );
  assert.equal((await marks()).length, 1, 'the first copy may come back');
});

test('damage is forgotten with a backup that is gone, not with one whose folder is not at hand', async (t) => {
  const { backups, run, window, marks } = await setUp(t);
  const { verdicts, kept } = window();
  verdicts.noteDamage(damage, 7);
  await kept.keep(run);
  await rm(path.join(backups, 'vda'));
  await kept.restore([]);
  assert.equal((await marks()).length, 1, 'its share may not be mounted');
  await writeFile(path.join(backups, 'another'), 'x');
  await kept.restore([]);
  assert.deepEqual(await marks(), []);
  assert.deepEqual(verdicts.damagesOf(run.run), []);
});

test('a file of marks that cannot be understood says nothing, and is left alone', async (t) => {
  const { folder, run, window, marks } = await setUp(t);
  await mkdir(path.join(folder, 'damage'));
  await writeFile(path.join(folder, 'damage', `${run.run}.json`), '{"version":2}');
  const { verdicts, kept } = window();
  await kept.restore([run]);
  assert.equal(
    verdicts.of(run, () => undefined),
    undefined,
  );
  assert.equal((await marks()).length, 1);
});
