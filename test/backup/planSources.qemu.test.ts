import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { filesIn } from './filesIn';
import { inspectBackup, PlanError, planBackup, readDefinition, renewPlan } from '../../engine';
import { Abilities, readAbilities } from '../../engine/backup/machine/abilities';
import { findMissingAbilities } from '../../engine/backup/plan/checks/missingAbilities';
import { makeDisk } from '../../scripts/throwawayDisk.mjs';
import { machineFor } from '../machine/machineFor';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  bothTo,
  connectTo,
  fileDisk,
  findingsOf,
  folderFor,
  run,
  sendRaw,
  setUp,
  startXml,
  TWO_DISKS,
  TWO_SLOW_DISKS,
} from './support';

const MIB = 1024 * 1024;

/** QEMU's arguments for a disk `vda` of its own making. */
function diskArgs(file: object, device = 'virtio-blk-pci', format = 'raw'): string[] {
  const node = { driver: format, 'node-name': 'own', file: { driver: 'file', ...file } };
  return ['-blockdev', JSON.stringify(node), '-device', `${device},drive=own,id=virtio-disk0`];
}

test('a disk whose image another process may write to is refused with that process', async (t) => {
  const folder = await folderFor(t);
  const image = path.join(folder, 'disk.raw');
  await run('truncate', ['--size=1M', image]);
  const { client } = await setUp(t, {
    disks: [],
    extraArgs: diskArgs({ filename: image, locking: 'off' }),
  });
  const xml = backupXml(fileDisk('vda', path.join(folder, 'a')));
  assert.deepEqual(await findingsOf(client, xml), []);
  const other = spawn('qemu-io', ['-f', 'raw', image], { stdio: ['pipe', 'pipe', 'ignore'] });
  t.after(() => other.kill('SIGKILL'));
  await once(other.stdout, 'data');
  await assert.rejects(startXml(client, xml), (error) => {
    assert.ok(error instanceof PlanError);
    assert.deepEqual(error.findings, [
      {
        disk: 'vda',
        severity: 'error',
        code: 'source-locked',
        message: `Disk "vda": its image "${image}" is locked by the process qemu-io (${other.pid}), which may write to it during the backup; end it, or have it open the image for reading only.`,
      },
    ]);
    return true;
  });
  assert.deepEqual(await readdir(folder), ['disk.raw']);
});

test('a disk that is shared on purpose is backed up, with a warning that names the other machine', async (t) => {
  const folder = await folderFor(t);
  const image = path.join(folder, 'disk.raw');
  await run('truncate', ['--size=1M', image]);
  const extraArgs = diskArgs({ filename: image }, 'virtio-blk-pci,share-rw=on');
  const { client } = await setUp(t, { disks: [], extraArgs });
  const other = await machineFor(t, { disks: [], extraArgs });
  const findings = await findingsOf(client, backupXml(fileDisk('vda', path.join(folder, 'a'))));
  assert.deepEqual(
    findings.map(({ severity, code }) => [severity, code]),
    [['warning', 'source-shared']],
  );
  assert.ok(findings[0]!.message.includes(`(${other.pid})`), findings[0]!.message);
});

test('a disk that another block job works on is refused', async (t) => {
  const { machine, client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const copy = path.join(folder, 'copy.raw');
  await run('truncate', ['--size=64M', copy]);
  await client.execute('blockdev-add', { driver: 'file', 'node-name': 'copy', filename: copy });
  const mirror = {
    'job-id': 'theirs',
    device: machine.disks[0]!.node,
    target: 'copy',
    sync: 'full',
    speed: 1,
  };
  await sendRaw(machine.qmp[1]!, 'blockdev-mirror', mirror);
  const [finding] = await findingsOf(client, backupXml(fileDisk('vda', path.join(folder, 'a'))));
  assert.equal(finding!.code, 'job-running');
  assert.match(finding!.message, /^Disk "vda" is in use by a block job \(mirror\)/);
});

test('a second backup of the same disks is refused for each of them, and the first one completes', async (t) => {
  const { machine, client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const xml = (suffix: string) =>
    backupXml(...['vda', 'vdb'].map((disk) => fileDisk(disk, path.join(folder, disk + suffix))));
  const first = await startXml(client, xml('1'));
  const other = await connectTo(t, second);
  await assert.rejects(startXml(other, xml('2')), (error) => {
    assert.ok(error instanceof PlanError);
    assert.deepEqual(
      error.findings.map(({ disk, code }) => [disk, code]),
      [
        ['vda', 'backup-running'],
        ['vdb', 'backup-running'],
      ],
    );
    return true;
  });
  assert.equal((await first.finished).outcome, 'completed');
  assert.deepEqual(await filesIn(folder), ['vda1', 'vdb1']);
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(folder, 'vda1'), 'qcow2');
  await assertNothingLeft(client);
});

test('a job id that is taken is found, and nothing is touched', async (t) => {
  const { client, folder } = await setUp(t);
  const xml = bothTo(folder);
  const plan = await planBackup(client, readDefinition(xml), { locality: 'local' });
  const id = plan.disks[1]!.job;
  const options = { driver: 'file', filename: path.join(folder, 'theirs'), size: 0 } as const;
  await client.execute('blockdev-create', { 'job-id': id, options });
  const { findings } = await inspectBackup(client, readDefinition(xml), { locality: 'local' }, plan);
  assert.deepEqual(
    findings.map(({ disk, code }) => [disk, code]),
    [['vdb', 'job-exists']],
  );
  assert.match(
    findings[0]!.message,
    /QEMU has a job ".*" already \(create, \w+\); dismiss it, and plan again/,
  );
  assert.deepEqual(await readdir(folder), ['theirs']);
});

test('a disk that was resized after the plan was made is refused: source and target would differ', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const xml = backupXml(fileDisk('vda', path.join(folder, 'a')));
  const plan = await planBackup(client, readDefinition(xml), { locality: 'local' });
  const resize = { 'node-name': machine.disks[0]!.node, size: 128 * MIB };
  await sendRaw(machine.qmp[1]!, 'block_resize', resize);
  await assert.rejects(renewPlan(client, plan), (error) => {
    assert.ok(error instanceof PlanError);
    assert.deepEqual(
      error.findings.map(({ disk, code }) => [disk, code]),
      [['vda', 'machine-changed']],
    );
    return true;
  });
  assert.deepEqual(await readdir(folder), []);
  const result = await (await startXml(client, xml)).finished;
  assert.equal(result.outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(folder, 'a'), 'qcow2');
});

for (const format of ['qcow2', 'raw'] as const) {
  test(`a disk of an odd size is backed up whole to ${format}`, async (t) => {
    const folder = await folderFor(t);
    const image = path.join(folder, 'disk.raw');
    await run('truncate', ['--size=1000300', image]);
    await run('qemu-io', ['-f', 'raw', '-c', 'write -q -P 9 900000 100300', image]);
    const { client } = await setUp(t, { disks: [], extraArgs: diskArgs({ filename: image }) });
    const target = path.join(folder, 'a');
    const result = await (await startXml(client, backupXml(fileDisk('vda', target, format)))).finished;
    assert.equal(result.outcome, 'completed', JSON.stringify(result));
    await assertIdentical(image, 'raw', target, format);
  });
}

test('a name that two disks answer to is refused with both', async (t) => {
  const extraArgs = ['-blockdev', JSON.stringify({ driver: 'null-co', size: MIB, 'node-name': 'vda' })];
  const { client, folder } = await setUp(t, {
    disks: [{ name: 'vda', format: 'qcow2', size: MIB, data: 0 }],
    extraArgs,
  });
  const [finding, ...others] = await findingsOf(client, backupXml(fileDisk('vda', path.join(folder, 'a'))));
  assert.deepEqual([finding!.disk, finding!.code, others], ['vda', 'ambiguous-disk', []]);
  assert.match(finding!.message, /may be any of: vda \(virtio-disk0, .*\); vda\.$/);
});

test('what a QEMU lacks for the very targets of a backup is told, each thing once', async (t) => {
  const { client, folder } = await setUp(t);
  const xml = bothTo(folder);
  const { disks } = await planBackup(client, readDefinition(xml), { locality: 'local' });
  const entries = await client.execute('query-qmp-schema', {});
  const missing = (abilities: Abilities) => {
    const machine = { version: '1.2.3', drives: [], nodes: [], openFiles: [] };
    const scene = { disks, machine, nodes: [], jobs: [], locality: 'local' as const };
    return findMissingAbilities(scene, abilities).map(({ severity, code, message }) => [
      severity,
      code,
      message,
    ]);
  };
  assert.deepEqual(missing(await readAbilities(client)), []);
  // An older QEMU, made of the real one's description.
  const isGrouped = ({ members = [] }: (typeof entries)[0]) => members.some(({ name }) => name === 'grouped');
  const older = entries
    .filter(({ name }) => name !== 'job-dismiss')
    .map((entry) => (isGrouped(entry) ? { ...entry, members: [] } : entry));
  assert.deepEqual(missing(new Abilities(older)), [
    [
      'error',
      'ability-missing',
      'QEMU 1.2.3 lacks properties.completion-mode.grouped in the command transaction, which a backup needs; use a QEMU that has it.',
    ],
    [
      'error',
      'ability-missing',
      'QEMU 1.2.3 lacks the command job-dismiss, which a backup needs; use a QEMU that has it.',
    ],
  ]);
});

test('a machine at one end of a migration, whose images it may not write to, is told before the start', async (t) => {
  const { client, folder } = await setUp(t, { ...TWO_DISKS, extraArgs: ['-incoming', 'defer'] });
  const findings = await findingsOf(client, backupXml(fileDisk('vda', path.join(folder, 'a'))));
  assert.deepEqual(
    findings.map(({ severity, code }) => [severity, code]),
    [['error', 'migrating']],
  );
  assert.match(findings[0]!.message, /one end of a migration \(inmigrate\)/);
});

test('a node that was made inactive, which QEMU knows since 10.0, is refused by the plan until it is active again', async (t) => {
  const images = await folderFor(t);
  const image = await makeDisk(images, { name: 'spare', format: 'qcow2', size: 8 * MIB, data: MIB });
  const node = { driver: 'qcow2', 'node-name': 'vdz', file: { driver: 'file', filename: image } };
  const { machine, client, second, folder } = await setUp(t, {
    ...TWO_DISKS,
    extraArgs: ['-blockdev', JSON.stringify(node)],
  });
  const codes = async () =>
    (await findingsOf(client, backupXml(fileDisk('vdz', path.join(folder, 'z'))))).map(({ code }) => code);
  assert.deepEqual(await codes(), []);
  if (Number.parseInt(machine.version, 10) < 10) return;
  await sendRaw(second, 'blockdev-set-active', { 'node-name': 'vdz', active: false });
  assert.deepEqual(await codes(), ['source-inactive']);
  await sendRaw(second, 'blockdev-set-active', { 'node-name': 'vdz', active: true });
  assert.deepEqual(await codes(), []);
});
