import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { planBackup, readDefinition, startBackup } from '../../engine';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  fileDisk,
  run,
  setUp,
  startXml,
  TWO_DISKS,
} from './support';

test('a backup of two disks restores to the same bytes, and leaves nothing behind in QEMU', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const vda = path.join(folder, 'vda.qcow2');
  const vdb = path.join(folder, 'vdb.raw');
  const backup = await startXml(client, backupXml(fileDisk('vda', vda), fileDisk('vdb', vdb, 'raw')));
  const result = await backup.finished;

  assert.equal(result.outcome, 'completed', JSON.stringify(result));
  assert.deepEqual(
    result.disks.map(({ disk, target, outcome }) => ({ disk, target, outcome })),
    [
      { disk: 'vda', target: vda, outcome: 'completed' },
      { disk: 'vdb', target: vdb, outcome: 'completed' },
    ],
  );
  await assertIdentical(machine.disks[0]!.path, 'qcow2', vda, 'qcow2');
  await assertIdentical(machine.disks[1]!.path, 'raw', vdb, 'raw');
  assert.deepEqual((await readdir(folder)).toSorted(), ['vda.qcow2', 'vdb.raw']);
  await assertNothingLeft(client);
});

test('the snapshot of a finished run shows every disk complete', async (t) => {
  const { client, folder } = await setUp(t);
  const backup = await startXml(
    client,
    backupXml(fileDisk('vda', path.join(folder, 'a')), fileDisk('vdb', path.join(folder, 'b'))),
  );
  await backup.finished;
  const { state, disks } = backup.snapshot();
  assert.equal(state, 'completed');
  for (const disk of disks) assert.deepEqual([disk.state, disk.current], ['completed', disk.total]);
});

test("the RFC's dialect runs as libvirt's does", async (t) => {
  const { machine, client, folder } = await setUp(t);
  const target = path.join(folder, 'vdb.qcow2');
  const xml = `<domainbackup>
    <name>before the upgrade</name>
    <disk name="${machine.disks[1]!.path}"><target file="${target}" format="qcow2"/></disk>
  </domainbackup>`;
  const backup = await startXml(client, xml);
  assert.equal(backup.snapshot().name, 'before the upgrade');
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[1]!.path, 'raw', target, 'qcow2');
});

test('without a list of disks every disk is backed up, beside its source', async (t) => {
  const { machine, client } = await setUp(t);
  const backup = await startXml(client, '<domainbackup/>');
  const result = await backup.finished;
  assert.equal(result.outcome, 'completed', JSON.stringify(result));
  for (const [index, { disk, target }] of result.disks.entries()) {
    const source = machine.disks[index]!;
    assert.equal(disk, source.name);
    assert.match(target, new RegExp(`^${source.path}\\.\\d{10}$`));
    await assertIdentical(source.path, source.format, target, 'qcow2');
  }
});

test('a disk with backup="no" takes no part', async (t) => {
  const { client, folder } = await setUp(t);
  const backup = await startXml(
    client,
    backupXml('<disk name="vda" backup="no"/>', fileDisk('vdb', path.join(folder, 'b'))),
  );
  const result = await backup.finished;
  assert.deepEqual(
    result.disks.map(({ disk }) => disk),
    ['vdb'],
  );
});

for (const format of ['qcow2', 'raw'] as const) {
  test(`a backup in ${format} goes onto a block device that is larger than the disk`, async (t) => {
    const { machine, client, folder } = await setUp(t);
    const backing = path.join(folder, 'device.img');
    await run('truncate', ['--size=96M', backing]);
    const { stdout } = await run('losetup', ['--find', '--show', backing]);
    const device = stdout.trim();
    t.after(() => run('losetup', ['--detach', device]));

    const xml = backupXml(
      `<disk name="vda" type="block"><target dev="${device}"/><driver type="${format}"/></disk>`,
    );
    const result = await (await startXml(client, xml)).finished;
    assert.equal(result.outcome, 'completed', JSON.stringify(result));
    if (format === 'qcow2') {
      await assertIdentical(machine.disks[0]!.path, 'qcow2', device, 'qcow2');
    } else {
      const first = `json:${JSON.stringify({ driver: 'raw', size: 64 * 1024 * 1024, file: { driver: 'host_device', filename: device } })}`;
      const { stdout: verdict } = await run('qemu-img', ['compare', '-U', machine.disks[0]!.path, first]);
      assert.match(verdict, /Images are identical/);
    }
    await assertNothingLeft(client);
  });
}

test('a block device that is too small is refused before it is written to', async (t) => {
  const { client, folder } = await setUp(t);
  const backing = path.join(folder, 'device.img');
  await run('truncate', ['--size=16M', backing]);
  const { stdout } = await run('losetup', ['--find', '--show', backing]);
  const device = stdout.trim();
  t.after(() => run('losetup', ['--detach', device]));
  const xml = backupXml(`<disk name="vda" type="block"><target dev="${device}"/></disk>`);
  await assert.rejects(
    startXml(client, xml),
    /has 16777216 bytes, and the disk needs 67108864; choose a larger device/,
  );
  assert.equal((await stat(backing)).blocks, 0);
  await assertNothingLeft(client);
});

test('a target that appears after the plan was made is not overwritten', async (t) => {
  const { client, folder } = await setUp(t);
  const first = path.join(folder, 'a');
  const second = path.join(folder, 'b');
  const plan = await planBackup(
    client,
    readDefinition(backupXml(fileDisk('vda', first), fileDisk('vdb', second))),
    {
      locality: 'local',
    },
  );
  await writeFile(second, 'precious');
  await assert.rejects(
    startBackup(client, plan),
    /"b" exists already|exists already, and nothing existing is overwritten/,
  );
  assert.deepEqual(await readdir(folder), ['b']);
  await assertNothingLeft(client);
});

test('over a remote socket, where no file can be looked at, QEMU itself is asked whether the target exists', async (t) => {
  const { client, folder } = await setUp(t);
  const target = path.join(folder, 'a');
  await writeFile(target, 'precious');
  await assert.rejects(startXml(client, backupXml(fileDisk('vda', target)), 'remote'), /exists already/);
  assert.equal((await stat(target)).size, 'precious'.length);
  await assertNothingLeft(client);
});

test('over a remote socket a target is written under its final name', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const target = path.join(folder, 'a');
  const backup = await startXml(client, backupXml(fileDisk('vda', target)), 'remote');
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', target, 'qcow2');
});

test('a backup that is given up before its jobs start leaves nothing behind', async (t) => {
  const { client, folder } = await setUp(t);
  const plan = await planBackup(client, readDefinition(backupXml(fileDisk('vda', path.join(folder, 'a')))), {
    locality: 'local',
  });
  const controller = new AbortController();
  const starting = startBackup(client, plan, { signal: controller.signal });
  controller.abort(new Error('given up'));
  await assert.rejects(starting, /given up/);
  assert.deepEqual(await readdir(folder), []);
  await assertNothingLeft(client);
});

test('a machine whose disks were given with -drive answers to the same names', async (t) => {
  const { machine, client, folder } = await setUp(t, { ...TWO_DISKS, style: 'drive' });
  const target = path.join(folder, 'a');
  const backup = await startXml(client, backupXml(fileDisk('vda', target)));
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', target, 'qcow2');
});
