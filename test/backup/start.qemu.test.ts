import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { listCheckpoints, planBackup, readDefinition, renewPlan, runTime, startBackup } from '../../engine';
import { filesIn } from './filesIn';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  bothTo,
  connectTo,
  deviceFor,
  fileDisk,
  run,
  sendRaw,
  setUp,
  startXml,
  TWO_DISKS,
  RECORDED,
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
  assert.deepEqual(await filesIn(folder), ['vda.qcow2', 'vdb.raw']);
  await assertNothingLeft(client);
});

test('the snapshot of a finished run shows every disk complete', async (t) => {
  const { client, folder } = await setUp(t);
  const backup = await startXml(client, bothTo(folder));
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
    const device = await deviceFor(t, folder, '96M');

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

test('no device is written to before each is known to be large enough, also over a remote socket', async (t) => {
  const { client, folder } = await setUp(t);
  const large = await deviceFor(t, folder, '96M');
  const small = await deviceFor(t, folder, '16M');
  const block = (name: string, device: string) =>
    `<disk name="${name}" type="block"><target dev="${device}"/></disk>`;
  const xml = backupXml(block('vda', large), block('vdb', small));
  for (const locality of ['local', 'remote'] as const) {
    await assert.rejects(
      startXml(client, xml, { locality }),
      /"vdb".*has 16777216 bytes, and the disk needs 33554432/,
    );
    const { stdout } = await run('head', ['--bytes=4', large], { encoding: 'buffer' });
    assert.deepEqual(stdout, Buffer.alloc(4));
  }
  await assertNothingLeft(client);
});

test('a target that appears after the plan was made is not overwritten', async (t) => {
  const { client, folder } = await setUp(t);
  const first = path.join(folder, 'a');
  const second = path.join(folder, 'b');
  const plan = await planBackup(
    client,
    readDefinition(backupXml(fileDisk('vda', first), fileDisk('vdb', second))),
    { locality: 'local' },
  );
  await writeFile(second, 'precious');
  await assert.rejects(startBackup(client, plan, RECORDED), (error: Error) => {
    assert.ok(error.message.startsWith(`Disk "vdb": "${second}" exists already`), error.message);
    return true;
  });
  assert.deepEqual(await filesIn(folder), ['b']);
  await assertNothingLeft(client);
});

test('a plan that the machine has outgrown is refused: a snapshot on top would not be in the backup', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const xml = backupXml(fileDisk('vda', path.join(folder, 'a')));
  const plan = await planBackup(client, readDefinition(xml), { locality: 'local' });
  const overlay = path.join(folder, 'overlay.qcow2');
  const base = machine.disks[0]!.path;
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', base, '-F', 'qcow2', overlay]);
  const add = {
    driver: 'qcow2',
    'node-name': 'overlay',
    file: { driver: 'file', filename: overlay },
    backing: null,
  };
  await client.execute('blockdev-add', add);
  await sendRaw(machine.qmp[1]!, 'blockdev-snapshot', { node: plan.disks[0]!.node, overlay: 'overlay' });
  await assert.rejects(renewPlan(client, plan), /"vda" is no longer as it was when the backup was planned/);
  await assertNothingLeft(client);
});

test('of two backups that start at once with one target, one completes and neither harms the other', async (t) => {
  const { machine, client, second, folder } = await setUp(t);
  const target = path.join(folder, 'a');
  const other = await connectTo(t, second);
  const started = await Promise.allSettled([
    startXml(client, backupXml(fileDisk('vda', target))),
    startXml(other, backupXml(fileDisk('vdb', target))),
  ]);
  const results = await Promise.all(
    started.flatMap((start) => (start.status === 'fulfilled' ? [start.value.finished] : [])),
  );
  assert.equal(results.filter(({ outcome }) => outcome === 'completed').length, 1, JSON.stringify(started));
  const winner = results.find(({ outcome }) => outcome === 'completed')!.disks[0]!.disk;
  const source = machine.disks.find(({ name }) => name === winner)!;
  await assertIdentical(source.path, source.format, target, 'qcow2');
  await assertNothingLeft(client);
});

test('over a remote socket, where no file can be looked at, QEMU itself is asked whether the target exists', async (t) => {
  const { client, folder } = await setUp(t);
  const target = path.join(folder, 'a');
  await writeFile(target, 'precious');
  await assert.rejects(
    startXml(client, backupXml(fileDisk('vda', target)), { locality: 'remote' }),
    /exists already/,
  );
  assert.equal((await stat(target)).size, 'precious'.length);
  await assertNothingLeft(client);
});

test('over a remote socket a target is written under its final name', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const target = path.join(folder, 'a');
  const backup = await startXml(client, backupXml(fileDisk('vda', target)), { locality: 'remote' });
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', target, 'qcow2');
  // The mark that it was not whole is gone.
  assert.doesNotMatch((await run('qemu-img', ['info', target])).stdout, /bitmaps/);
});

test('a backup that is given up before its jobs start leaves nothing behind', async (t) => {
  const { client, folder } = await setUp(t);
  const plan = await planBackup(client, readDefinition(backupXml(fileDisk('vda', path.join(folder, 'a')))), {
    locality: 'local',
  });
  const controller = new AbortController();
  const starting = startBackup(client, plan, { ...RECORDED, signal: controller.signal });
  controller.abort(new Error('given up'));
  await assert.rejects(starting, /given up/);
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);
});

test('a machine whose disks were given with -drive answers to the same names', async (t) => {
  const { machine, client, folder } = await setUp(t, { ...TWO_DISKS, style: 'drive' });
  const target = path.join(folder, 'a');
  const backup = await startXml(client, backupXml(fileDisk('vda', target)));
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', target, 'qcow2');
});

test('a backup that was long asked about has the time of its start, and the targets that were confirmed', async (t) => {
  const { machine, client } = await setUp(t);
  const document = '<domainbackup><disks><disk name="vda" type="file"/></disks></domainbackup>';
  const asked = await planBackup(client, readDefinition(document), {
    locality: 'local',
    checkpoint: { name: 'monday', disks: 'all' },
  });
  while (Math.floor(Date.now() / 1000) === runTime(asked.run) / 1000) await sleep(50);
  const plan = await renewPlan(client, asked);
  assert.ok(runTime(plan.run) > runTime(asked.run));
  assert.equal(plan.disks[0]!.target.path, asked.disks[0]!.target.path);
  assert.equal(plan.disks[0]!.target.writtenTo, `${plan.disks[0]!.target.path}.${plan.run}.partial`);
  const backup = await startBackup(client, plan, { ...RECORDED, document });
  const { startedAt, name } = backup.snapshot();
  assert.equal((await backup.finished).outcome, 'completed');
  const record = await RECORDED.records.read(plan.run);
  assert.deepEqual([record?.name, record?.startedAt], [name, startedAt]);
  assert.equal(name, String(Math.floor(startedAt / 1000)), 'it is called after its point in time');
  const made = await listCheckpoints(client, { records: RECORDED.records });
  assert.deepEqual(
    made.map((one) => [one.run, one.madeAt]),
    [[plan.run, startedAt]],
  );
  await assertIdentical(machine.disks[0]!.path, 'qcow2', plan.disks[0]!.target.path, 'qcow2');
});
