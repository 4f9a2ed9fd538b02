import assert from 'node:assert/strict';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { asUser } from '../machine/asUser';
import { filesIn } from './filesIn';
import { inspectBackup, readDefinition } from '../../engine';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  fileDisk,
  fileSystemFor,
  findingsOf,
  folderFor,
  run,
  setUp,
  startXml,
  TWO_DISKS,
  TWO_SLOW_DISKS,
} from './support';

const MIB = 1024 * 1024;
/** `nobody`, on Debian. */
const NOBODY = 65534;
const AS_NOBODY = { ...TWO_DISKS, extraArgs: asUser('nobody') };

const codes = (findings: readonly { disk?: string; severity: string; code: string }[]) =>
  findings.map(({ disk, severity, code }) => [disk, severity, code]);

test('a folder that QEMU’s user may not write to is found, although this program may', async (t) => {
  const { client, folder } = await setUp(t, AS_NOBODY);
  const xml = backupXml(fileDisk('vda', path.join(folder, 'a')));
  const findings = await findingsOf(client, xml);
  assert.deepEqual(findings, [
    {
      disk: 'vda',
      severity: 'error',
      code: 'folder-not-writable',
      message: `Disk "vda": QEMU's user (uid ${NOBODY}) may not make files in the folder "${folder}"; grant it that, or choose another target.`,
    },
  ]);
  // QEMU itself says the same, where nobody looked before.
  await assert.rejects(startXml(client, xml, { locality: 'remote' }), /Permission denied/);
  assert.deepEqual(await readdir(folder), []);
  await assertNothingLeft(client);
});

test('a folder that QEMU’s user may write to passes, and the backup that it writes takes its name', async (t) => {
  const { machine, client, folder } = await setUp(t, AS_NOBODY);
  await chmod(folder, 0o777);
  const xml = backupXml(fileDisk('vda', path.join(folder, 'a')));
  assert.deepEqual(await findingsOf(client, xml), []);
  assert.equal((await (await startXml(client, xml)).finished).outcome, 'completed');
  assert.deepEqual(await filesIn(folder), ['a']);
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(folder, 'a'), 'qcow2');
});

test('a writable folder below one that QEMU’s user may not enter is found', async (t) => {
  const { client, folder } = await setUp(t, AS_NOBODY);
  const inner = path.join(folder, 'inner');
  await mkdir(inner);
  await chmod(inner, 0o777);
  const findings = await findingsOf(client, backupXml(fileDisk('vda', path.join(inner, 'a'))));
  assert.deepEqual(codes(findings), [['vda', 'error', 'folder-not-writable']]);
});

test('a folder on a read-only file system is told as such', async (t) => {
  const { client } = await setUp(t);
  const folder = await fileSystemFor(t, '128m');
  await run('mount', ['-o', 'remount,ro', folder]);
  const findings = await findingsOf(client, backupXml(fileDisk('vda', path.join(folder, 'a'))));
  assert.deepEqual(codes(findings), [['vda', 'error', 'folder-read-only']]);
  assert.equal(
    findings[0]!.message,
    `Disk "vda": the folder "${folder}" is on a read-only file system; choose another target.`,
  );
});

test('a folder of the kernel’s own file systems, where no file can be made, is told as such and nothing else', async (t) => {
  const { client } = await setUp(t);
  for (const [folder, kind] of [
    ['/proc', 'proc'],
    ['/proc/self', 'proc'],
    ['/sys', 'sysfs'],
    ['/dev/pts', 'devpts'],
  ] as const) {
    assert.deepEqual(await findingsOf(client, backupXml(fileDisk('vda', path.join(folder, 'a')))), [
      {
        disk: 'vda',
        severity: 'error',
        code: 'no-files-there',
        message: `Disk "vda": the folder "${folder}" of its target belongs to the kernel (${kind}), and no file can be made in it; choose another target.`,
      },
    ]);
  }
});

test('a name that is too long with what is added to it meanwhile is refused; the longest that is not is taken', async (t) => {
  const { client, folder } = await setUp(t);
  // 255 bytes are the most on every file system here, and ".20261122-233355-k3f9.partial" has 29.
  const longest = 'ü'.repeat(113);
  for (const [name, bytes] of [
    [`${longest}x`, 227],
    ['x'.repeat(300), 300],
  ] as const) {
    const findings = await findingsOf(client, backupXml(fileDisk('vda', path.join(folder, name))));
    assert.deepEqual(codes(findings), [['vda', 'error', 'name-too-long']]);
    assert.equal(
      findings[0]!.message,
      `Disk "vda": the name of its target has ${bytes} bytes, and ${bytes + 29} while it is written, which is more than the file system of "${folder}" takes; choose a shorter one.`,
    );
  }
  const backup = await startXml(client, backupXml(fileDisk('vda', path.join(folder, longest))));
  assert.equal((await backup.finished).outcome, 'completed');
  assert.deepEqual(await filesIn(folder), [longest]);
  // Where QEMU alone looks, nothing is added, and it takes the whole of it.
  const whole = path.join(folder, 'y'.repeat(255));
  const remote = await startXml(client, backupXml(fileDisk('vda', whole)), { locality: 'remote' });
  assert.equal((await remote.finished).outcome, 'completed');
  await assert.rejects(
    startXml(client, backupXml(fileDisk('vda', `${whole}y`)), { locality: 'remote' }),
    /Disk "vda": QEMU cannot look at ".*y": Could not open '.*y': File name too long\./,
  );
  await assertNothingLeft(client);
});

test('over a remote socket it is said that no file was looked at, and what QEMU tells itself is checked', async (t) => {
  const { machine, client } = await setUp(t);
  const xml = backupXml(fileDisk('vda', '/nowhere/a'), fileDisk('vdb', machine.disks[0]!.path));
  const findings = await findingsOf(client, xml, { locality: 'remote' });
  assert.deepEqual(codes(findings), [
    ['vdb', 'error', 'target-in-use'],
    [undefined, 'warning', 'not-checked'],
  ]);
});

test('a raw target that does not fit is refused, and so are two that do not fit together', async (t) => {
  const { client } = await setUp(t);
  const small = await fileSystemFor(t, '40m');
  const one = await findingsOf(client, backupXml(fileDisk('vda', path.join(small, 'a'), 'raw')));
  assert.deepEqual(one, [
    {
      disk: 'vda',
      severity: 'error',
      code: 'no-space',
      message: `Disk "vda": "${small}" has room for 40 MiB, and 64 MiB are needed; free space, or choose another target.`,
    },
  ]);
  const middling = await fileSystemFor(t, '80m');
  const files = ['vda', 'vdb'].map((disk) => fileDisk(disk, path.join(middling, disk), 'raw'));
  for (const file of files) assert.deepEqual(await findingsOf(client, backupXml(file)), []);
  assert.deepEqual(await findingsOf(client, backupXml(...files)), [
    {
      severity: 'error',
      code: 'no-space',
      message: `Disks "vda", "vdb" together: "${middling}" has room for 80 MiB, and 96 MiB are needed; free space, or choose another target.`,
    },
  ]);
  const elsewhere = await folderFor(t);
  const apart = backupXml(files[0]!, fileDisk('vdb', path.join(elsewhere, 'b'), 'raw'));
  assert.deepEqual(await findingsOf(client, apart), []);
  // A tmpfs without a limit counts no space at all.
  const boundless = path.join(await fileSystemFor(t, '0'), 'a');
  assert.deepEqual(await findingsOf(client, backupXml(fileDisk('vda', boundless, 'raw'))), []);
});

test('a raw target takes the room that the plan says, holes of its source included', async (t) => {
  const { client } = await setUp(t, { disks: [{ name: 'vda', format: 'qcow2', size: 32 * MIB, data: 0 }] });
  const room = await fileSystemFor(t, '64m');
  const target = path.join(room, 'a');
  const backup = await startXml(client, backupXml(fileDisk('vda', target, 'raw')));
  assert.equal((await backup.finished).outcome, 'completed');
  const { stdout } = await run('du', ['--block-size=1', target]);
  assert.equal(Number.parseInt(stdout, 10), 32 * MIB);
});

test('a qcow2 target that may not fit is allowed, with the figures', async (t) => {
  const { client } = await setUp(t);
  const words = async (size: string) => {
    const folder = await fileSystemFor(t, size);
    const findings = await findingsOf(client, backupXml(fileDisk('vda', path.join(folder, 'a'))));
    return findings.map(({ severity, code, message }) => [severity, code, message.replace(folder, 'HERE')]);
  };
  const [short] = await words('4m');
  assert.deepEqual(short!.slice(0, 2), ['warning', 'space-short']);
  assert.match(
    short![2]!,
    /^Disk "vda": "HERE" has room for 4 MiB, and about 1[\d.]+ MiB are needed by what is stored now, and at most 64\.3 MiB; it will probably not fit\.$/,
  );
  const [tight] = await words('40m');
  assert.deepEqual(tight!.slice(0, 2), ['warning', 'space-tight']);
  assert.deepEqual(await words('65m'), []);
});

test('the estimate for a qcow2 target holds against what it takes in the end', async (t) => {
  const { client } = await setUp(t);
  const room = await fileSystemFor(t, '100m');
  const target = path.join(room, 'a');
  const xml = backupXml(fileDisk('vda', target));
  const [space] = (await inspectBackup(client, readDefinition(xml), { locality: 'local' })).spaces;
  const backup = await startXml(client, xml);
  assert.equal((await backup.finished).outcome, 'completed');
  const { stdout } = await run('du', ['--block-size=1', target]);
  const taken = Number.parseInt(stdout, 10);
  const { least, likely, most } = space!.need;
  assert.ok(least <= taken && taken <= most, `${taken} of ${least} to ${most}`);
  assert.ok(Math.abs(taken - likely) < MIB, `${taken}, expected about ${likely}`);
});

test('the target of a backup under way is refused by the name that it is going to have', async (t) => {
  const { client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const target = path.join(folder, 'a');
  const backup = await startXml(client, backupXml(fileDisk('vda', target)));
  const findings = await findingsOf(client, backupXml(fileDisk('vdb', target)));
  assert.deepEqual(codes(findings), [['vdb', 'error', 'target-in-use']]);
  assert.equal(
    findings[0]!.message,
    `Disk "vdb": "${target}" is the target of backup ${backup.id}, which is under way; choose another target.`,
  );
  await backup.cancel();
  await backup.finished;
});

test('the backing file of another disk is refused as a target', async (t) => {
  const folder = await folderFor(t);
  const base = path.join(folder, 'base.qcow2');
  const top = path.join(folder, 'top.qcow2');
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', base, '1M']);
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', base, '-F', 'qcow2', top]);
  const image = { driver: 'qcow2', 'node-name': 'top', file: { driver: 'file', filename: top } };
  const extraArgs = [
    '-blockdev',
    JSON.stringify(image),
    '-device',
    'virtio-blk-pci,drive=top,id=virtio-disk0',
  ];
  const { client } = await setUp(t, { disks: [], extraArgs });
  const [finding] = await findingsOf(client, backupXml(fileDisk('vda', base)));
  assert.equal(
    finding!.message,
    `Disk "vda": "${base}" is a backing file of the machine's disk "vda"; choose another target.`,
  );
  const [own] = await findingsOf(client, backupXml(fileDisk('vda', top)));
  assert.equal(
    own!.message,
    `Disk "vda": "${top}" is the image of the machine's disk "vda"; choose another target.`,
  );
});
