import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  deleteCheckpoint,
  inspectBackup,
  listCheckpoints,
  readCheckpoint,
  readDefinition,
  type CheckpointDefinition,
  type PlanFinding,
} from '../../engine';
import { folderFor, run } from '../backup/support';
import { blankDisk, Restartable, type TestDisk } from './support/restartable';
import { backUp } from './support/backUp';

const MIB = 1024 * 1024;

/** A machine with one disk that has the checkpoint "monday", or with disks of one's own and none. */
async function setUp(t: TestContext, makeDisks?: (folder: string) => Promise<TestDisk[]>) {
  const folder = await folderFor(t);
  const disks = makeDisks ? await makeDisks(folder) : [await blankDisk(folder, 'vda', 4 * MIB)];
  const targets = path.join(folder, 'targets');
  await mkdir(targets);
  const machine = new Restartable(t, disks);
  await machine.start();
  if (!makeDisks) await backUp(machine, targets, 'first', { checkpoint: 'monday' });
  return { machine, targets };
}

const incremental = (targets: string, since: string, disk = '') =>
  `<domainbackup><incremental>${since}</incremental><disks>
     <disk name="vda" type="file"><target file="${targets}/next.vda"/>${disk}</disk></disks></domainbackup>`;

const full = (targets: string) =>
  `<domainbackup><disks><disk name="vda" type="file"><target file="${targets}/next.vda"/></disk></disks></domainbackup>`;

/** What stands against a backup; fails if planning it has touched anything. */
async function findings(
  { client }: Restartable,
  xml: string,
  checkpoint?: CheckpointDefinition,
): Promise<PlanFinding[]> {
  const before = JSON.stringify(await listCheckpoints(client));
  const options = { locality: 'local' as const, ...(checkpoint && { checkpoint }) };
  const inspection = await inspectBackup(client, readDefinition(xml), options);
  assert.equal(JSON.stringify(await listCheckpoints(client)), before);
  return inspection.findings.filter(({ severity }) => severity === 'error');
}

/** Fails unless exactly one thing stands against a backup. */
function assertOnly(found: PlanFinding[], code: string, message: RegExp): void {
  assert.deepEqual(
    found.map((one) => one.code),
    [code],
    JSON.stringify(found),
  );
  assert.match(found[0]?.message ?? '', message);
}

const monday: CheckpointDefinition = { name: 'monday', disks: 'all' };
const tuesday: CheckpointDefinition = { name: 'tuesday', disks: 'all' };

for (const [what, format, options, message] of [
  [
    'a raw image',
    'raw',
    [],
    /its image is raw, and only qcow2 keeps track of writes; convert it with qemu-img/,
  ],
  ['a qcow2 image of version 2', 'qcow2', ['compat=0.10'], /version 2.*qemu-img amend -o compat=1\.1/],
] as const) {
  test(`${what} can have no checkpoint and no increment, and the plan says so with the way out`, async (t) => {
    const { machine, targets } = await setUp(t, async (folder) => [
      await blankDisk(folder, 'vda', 4 * MIB, format, ...options),
    ]);
    assertOnly(await findings(machine, full(targets), tuesday), 'cannot-track', message);
    assertOnly(await findings(machine, incremental(targets, 'monday')), 'cannot-track', message);
    assert.deepEqual(
      await findings(machine, full(targets)),
      [],
      'a full backup without a checkpoint is fine',
    );
  });
}

test('a checkpoint that is not there is told, with those that are', async (t) => {
  const { machine, targets } = await setUp(t);
  const found = await findings(machine, incremental(targets, 'sunday'));
  assertOnly(found, 'bitmap-missing', /no checkpoint "sunday" on it \(it has "monday"\).*make a full backup/);
});

test('after a crash a checkpoint is broken; deleting it and a full backup is the way out', async (t) => {
  const { machine, targets } = await setUp(t);
  await machine.quit();
  await machine.start();
  await machine.io('vda', 'write -q -P 7 0 64k');
  await machine.kill();
  await machine.start();
  assert.equal((await listCheckpoints(machine.client))[0]?.state, 'inconsistent');
  const found = await findings(machine, incremental(targets, 'monday'));
  assertOnly(found, 'bitmap-inconsistent', /QEMU was killed.*delete the checkpoint, and make a full backup/);
  assertOnly(await findings(machine, full(targets), monday), 'checkpoint-exists', /"monday" already, on vda/);
  await deleteCheckpoint(machine.client, 'monday');
  await backUp(machine, targets, 'again', { checkpoint: 'monday' });
  assert.deepEqual(await findings(machine, incremental(targets, 'monday')), []);
});

test('a checkpoint that QEMU had not stored when it was killed is missing, and nothing builds on it', async (t) => {
  const { machine, targets } = await setUp(t);
  await machine.kill();
  await machine.start();
  assert.deepEqual(await listCheckpoints(machine.client), []);
  assertOnly(await findings(machine, incremental(targets, 'monday')), 'bitmap-missing', /lost because QEMU/);
});

test('a checkpoint outlives the end of QEMU, with what was written since', async (t) => {
  const { machine, targets } = await setUp(t);
  await machine.io('vda', 'write -q -P 7 0 64k');
  await machine.quit();
  await machine.start();
  assert.equal((await listCheckpoints(machine.client))[0]?.disks[0]?.dirty, 64 * 1024);
  assert.deepEqual(await findings(machine, incremental(targets, 'monday')), []);
});

for (const [what, size] of [
  ['grown', 8 * MIB],
  ['shrunk', 2 * MIB],
] as const) {
  test(`a disk that has ${what} since its checkpoint is told with both sizes`, async (t) => {
    const { machine, targets } = await setUp(t);
    await machine.quit();
    await run('qemu-img', ['resize', '-q', '--shrink', machine.disks[0]!.image, String(size)]);
    await machine.start();
    const found = await findings(machine, incremental(targets, 'monday'));
    assertOnly(found, 'disk-resized', new RegExp(`had ${4 * MIB} bytes .* has ${size} now; make a full`));
  });
}

test('a machine that was replaced by another of the same name is told by its UUID', async (t) => {
  const { machine, targets } = await setUp(t);
  const before = machine.uuid;
  await machine.quit();
  machine.uuid = '99999999-1111-4222-8333-444455556666';
  await machine.start();
  const found = await findings(machine, incremental(targets, 'monday'));
  const message = new RegExp(`another machine, the one with UUID ${before}.*this one has 99999999`);
  assertOnly(found, 'machine-replaced', message);
  await machine.quit();
  machine.uuid = undefined;
  await machine.start();
  assertOnly(
    await findings(machine, incremental(targets, 'monday')),
    'machine-replaced',
    /this one has none/,
  );
});

test('a disk whose image was another disk at the time of the checkpoint is told', async (t) => {
  const { machine, targets } = await setUp(t, async (folder) => [
    await blankDisk(folder, 'vda', 4 * MIB),
    await blankDisk(folder, 'vdb', 4 * MIB),
  ]);
  await backUp(machine, targets, 'first', { checkpoint: 'monday' });
  await machine.quit();
  const [vda, vdb] = machine.disks;
  [vda!.image, vdb!.image] = [vdb!.image, vda!.image];
  await machine.start();
  assertOnly(
    await findings(machine, incremental(targets, 'monday')),
    'disk-replaced',
    /its image was disk "vdb"/,
  );
});

test('an image put back from an older copy has no checkpoint of a later time', async (t) => {
  const { machine, targets } = await setUp(t);
  await machine.quit();
  const { image } = machine.disks[0]!;
  await copyFile(image, `${image}.old`);
  await machine.start();
  await machine.io('vda', 'write -q -P 7 0 64k');
  await backUp(machine, targets, 'second', { checkpoint: 'tuesday' });
  await machine.quit();
  await copyFile(`${image}.old`, image);
  await machine.start();
  const found = await findings(machine, incremental(targets, 'tuesday'));
  assertOnly(found, 'bitmap-missing', /no checkpoint "tuesday" on it \(it has "monday"\)/);
  assert.deepEqual(await findings(machine, incremental(targets, 'monday')), []);
});

test('a snapshot on top of a disk is told: its checkpoints stayed below', async (t) => {
  const { machine, targets } = await setUp(t);
  const overlay = `${machine.disks[0]!.image}.overlay`;
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', overlay, String(4 * MIB)]);
  const file = { driver: 'file', filename: overlay };
  await machine.client.execute('blockdev-add', {
    driver: 'qcow2',
    'node-name': 'overlay',
    file,
    backing: null,
  });
  await machine.act('blockdev-snapshot', { node: machine.node('vda'), overlay: 'overlay' });
  const found = await findings(machine, incremental(targets, 'monday'));
  assertOnly(found, 'bitmap-below-snapshot', /a snapshot was taken since checkpoint "monday"/);
  const [listed] = await listCheckpoints(machine.client);
  assert.deepEqual([listed?.name, listed?.state], ['monday', 'below-snapshot']);
});

test('a bitmap that somebody has stopped is told', async (t) => {
  const { machine, targets } = await setUp(t);
  const [{ node, bitmap } = { node: '', bitmap: '' }] = (await listCheckpoints(machine.client))[0]!.disks;
  await machine.act('block-dirty-bitmap-disable', { node, name: bitmap });
  assertOnly(await findings(machine, incremental(targets, 'monday')), 'bitmap-stopped', /may be missing/);
});

test('a checkpoint of another program is seen, starts no increment, and is deleted on explicit request only', async (t) => {
  const { machine, targets } = await setUp(t);
  const node = machine.node('vda');
  await machine.client.execute('block-dirty-bitmap-add', { node, name: 'libvirts', persistent: true });
  const listed = await listCheckpoints(machine.client);
  assert.deepEqual(
    listed.map(({ name, madeBy }) => [name, madeBy]),
    [
      ['monday', 'domainbackup'],
      ['libvirts', 'another program'],
    ],
  );
  assertOnly(
    await findings(machine, incremental(targets, 'libvirts')),
    'foreign-checkpoint',
    /made on it by another program/,
  );
  assertOnly(
    await findings(machine, full(targets), { name: 'libvirts', disks: 'all' }),
    'checkpoint-exists',
    /another program/,
  );
  await assert.rejects(deleteCheckpoint(machine.client, 'libvirts'), /made by another program/);
  assert.equal((await listCheckpoints(machine.client)).length, 2);
  await deleteCheckpoint(machine.client, 'libvirts', { foreign: 'delete' });
  assert.deepEqual(
    (await listCheckpoints(machine.client)).map(({ name }) => name),
    ['monday'],
  );
});

test('the name of a bitmap is no name of a checkpoint: the right one is told', async (t) => {
  const { machine, targets } = await setUp(t);
  const [made] = await listCheckpoints(machine.client);
  const bitmap = made?.disks[0]?.bitmap ?? '';
  assert.match(bitmap, /^domainbackup\..*\.monday$/);
  assertOnly(
    await findings(machine, incremental(targets, bitmap)),
    'bitmap-for-checkpoint',
    /: "domainbackup\.[^"]*" is the bitmap of checkpoint "monday"; write "monday"\.$/,
  );
});

test('what a checkpoint document asks for and cannot have is told', async (t) => {
  const { machine, targets } = await setUp(t, async (folder) => [
    await blankDisk(folder, 'vda', 4 * MIB),
    await blankDisk(folder, 'vdb', 4 * MIB),
  ]);
  const definition = (disks: string) =>
    readCheckpoint(`<domaincheckpoint><name>a</name><disks>${disks}</disks></domaincheckpoint>`);
  const cases: [string, string, RegExp][] = [
    ['<disk name="vdb"/>', 'checkpoint-without-backup', /Disk "vdb" of the checkpoint is not in the backup/],
    ['<disk name="vdx"/>', 'unknown-disk', /Disk "vdx" is not on the running machine/],
    ['<disk name="vda" bitmap="b"/>', 'bitmap-name', /cannot be called "b"/],
  ];
  for (const [disks, code, message] of cases)
    assertOnly(await findings(machine, full(targets), definition(disks)), code, message);
  assert.deepEqual(
    await findings(
      machine,
      full(targets),
      definition('<disk name="vda" bitmap="a"/><disk name="vdb" checkpoint="no"/>'),
    ),
    [],
  );
  const long = { name: 'a'.repeat(1000), disks: 'all' as const };
  assertOnly(await findings(machine, full(targets), long), 'checkpoint-name', /too long/);
  assertOnly(
    await findings(machine, full(targets), { name: 'a b', disks: 'all' }),
    'checkpoint-name',
    /"a b" is no name/,
  );
  assert.deepEqual(await readdir(targets), []);
});
