import assert from 'node:assert/strict';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import type { PlannedDisk, QmpClient } from '../../engine';
import { nodeName } from '../../engine/backup/names/runId';
import { namedFiles, writtenOf, type Remains } from '../../engine/backup/targets/remains';
import { settle } from '../../engine/backup/targets/settle';
import { TargetMaker } from '../../engine/backup/targets/targetMaker';
import { unmark, writeOutMarked } from '../../engine/backup/targets/unmark';
import { bitmapsOf } from './marksOf';
import { assertNothingLeft, connectTo, setUp } from './support';

const RUN = '20261125-101500-ab12';
const UNFINISHED = ['domainbackup-unfinished'];
const MIB = 1024 * 1024;

const protocol = (index: number) => nodeName(RUN, index, 'protocol');
const format = (index: number) => nodeName(RUN, index, 'format');

/** The targets of two disks, which have their final names from the start, as a run has them whose jobs have ended. */
async function twoTargets(t: TestContext) {
  const { client, second, folder } = await setUp(t);
  const disks = ['a', 'b'].map((name, index): PlannedDisk => {
    const file = path.join(folder, name);
    return {
      disk: `disk${index}`,
      index,
      node: '',
      size: MIB,
      job: `job${index}`,
      copy: { kind: 'full' },
      target: { type: 'file', path: file, format: 'qcow2', writtenTo: file },
    };
  });
  const { formats, protocols } = await madeIn(client, disks);
  const remains: Remains = {
    run: RUN,
    bitmaps: 'none',
    jobs: [],
    formats,
    protocols,
    written: writtenOf(disks),
    files: [],
    named: namedFiles(disks),
    locality: 'local',
    partial: 'remove',
  };
  const files = disks.map(({ target }) => target.path);
  return { client, second, remains, files };
}

async function madeIn(client: QmpClient, disks: readonly PlannedDisk[]): Promise<TargetMaker> {
  const maker = new TargetMaker(client, RUN);
  await maker.makeAll(disks);
  return maker;
}

/** Opens the first target anew, so that QEMU refuses to change it. */
async function asReadOnly(client: QmpClient, file: string): Promise<void> {
  for (const node of [format(0), protocol(0)]) await client.execute('blockdev-del', { 'node-name': node });
  const common = { 'read-only': true };
  await client.execute('blockdev-add', {
    driver: 'file',
    filename: file,
    'node-name': protocol(0),
    ...common,
  });
  const image = { driver: 'qcow2', file: protocol(0), backing: null };
  await client.execute('blockdev-add', { ...image, 'node-name': format(0), ...common });
}

test('where the mark of one target cannot be removed, that of the other stays as well, and both are told with why', async (t) => {
  const { client, remains, files } = await twoTargets(t);
  await asReadOnly(client, files[0]!);
  const { marked, refusals } = await writeOutMarked(client, remains);
  assert.deepEqual([marked.toSorted(), refusals.size], [[format(0), format(1)], 0]);
  const stay = await unmark(client, remains);
  assert.deepEqual([...stay.keys()].toSorted(), files);
  for (const why of stay.values()) assert.match(why, /could not be removed: .*read-only/);
  for (const file of files) assert.deepEqual(await bitmapsOf(file), UNFINISHED);
});

test('two clients remove the marks at once: they go, and nobody is told that one stays', async (t) => {
  const { client, second, remains, files } = await twoTargets(t);
  const other = await connectTo(t, second);
  const settling = [client, other, client, other].map(async (one) => {
    const { refusals } = await writeOutMarked(one, remains);
    return [refusals.size, (await unmark(one, remains)).size];
  });
  assert.deepEqual((await Promise.all(settling)).flat(), [0, 0, 0, 0, 0, 0, 0, 0]);
  for (const file of files) assert.deepEqual(await bitmapsOf(file), []);
});

test('a backup whose mark stays has failed, also where QEMU calls the file by another name than the run', async (t) => {
  const { client, remains, files } = await twoTargets(t);
  await asReadOnly(client, files[0]!);
  const named = files.map((file) => ({ writtenTo: `/elsewhere${file}`, target: file }));
  const disks = files.map((target, index) => ({
    disk: `disk${index}`,
    target,
    outcome: 'completed' as const,
  }));
  const { ending } = await settle(
    client,
    { outcome: 'completed', disks },
    { ...remains, written: named, named },
    (how) => Promise.resolve({ kind: 'kept', ending: how, notices: [] }),
  );
  assert.equal(ending.outcome, 'failed');
  for (const { error } of ending.disks) assert.match(error ?? '', /the mark .* could not be removed/);
  for (const file of files) assert.deepEqual(await bitmapsOf(file), UNFINISHED);
  await assertNothingLeft(client);
});
