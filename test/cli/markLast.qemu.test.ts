import assert from 'node:assert/strict';
import { chmod, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  brokenFileSystem,
  connectTo,
  deviceFor,
  fileDisk,
  fileSystemFor,
  folderFor,
  mountFor,
  run,
  TWO_SLOW_DISKS,
} from '../backup/support';
import { nobody } from './asNobody';
import { keptBack } from './keptBack';
import { bitmapsOf } from '../backup/marksOf';
import { notOurs } from './notOurs';
import { domainbackup, start, type Running } from './support';

const UNFINISHED = ['domainbackup-unfinished'];
const MARKED = /is no backup: run \S+ writes it, or has left it unfinished, as a mark in it says/;

type Scene = Awaited<ReturnType<typeof notOurs>>;

/** That whoever knows nothing of an image's run refuses it by its mark. */
async function isRefused(t: TestContext, image: string): Promise<void> {
  const third = await nobody(t);
  const to = await folderFor(t);
  await chmod(to, 0o777);
  for (const args of [
    ['verify', image],
    ['restore', image, '--to', to],
  ]) {
    const { status, stdout, stderr } = await third(...args).ended;
    assert.deepEqual([status, MARKED.test(stderr)], [1, true], `${args[0]}: ${stdout}${stderr}`);
  }
}

/** A backup whose program was killed as its jobs ran. */
async function left({ file, socket, user }: Scene, ...disks: string[]): Promise<void> {
  await writeFile(file, backupXml(...disks));
  const running = user('start', file, '--qmp', socket);
  await running.printed(/vda: running/);
  running.process.kill('SIGKILL');
  await running.ended;
}

/** A disk that has its final name from the start, and one that has not. */
async function twoPlaces(t: TestContext, { targets }: Scene) {
  const open = await folderFor(t);
  await chmod(open, 0o777);
  const [named, partial] = [path.join(targets, 'a.qcow2'), path.join(open, 'b.qcow2')];
  return { named, partial, disks: [fileDisk('vda', named), fileDisk('vdb', partial)] };
}

async function killedAt(reached: Promise<void>, running: Running): Promise<void> {
  await Promise.race([reached, running.ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
  running.process.kill('SIGKILL');
  await running.ended;
}

/** Settles by somebody who has no record of the run, and is killed before QEMU gets a command. */
async function settlerKilledAt(t: TestContext, socket: string, command: string): Promise<void> {
  const monitor = await keptBack(t, socket, command);
  await killedAt(monitor.reached, start(t, 'attach', '--qmp', monitor.socket));
}

test('an image under its final name keeps its mark where the storage does not take all of it', async (t) => {
  const scene = await notOurs(t, TWO_SLOW_DISKS);
  const broken = await brokenFileSystem(t);
  await chmod(broken, 0o755);
  const image = path.join(broken, 'a.qcow2');
  await left(scene, fileDisk('vda', image));
  const { status, stdout } = await domainbackup(t, 'attach', '--qmp', scene.socket);
  assert.deepEqual([status, /vda: failed: .*is no backup: remove it$/m.test(stdout)], [3, true], stdout);
  assert.deepEqual(await bitmapsOf(image), UNFINISHED);
  await isRefused(t, image);
  await assertNothingLeft(await connectTo(t, scene.second));
});

test('a backup has failed, and says so, where the storage breaks as the mark of its image is removed', async (t) => {
  const scene = await notOurs(t, TWO_SLOW_DISKS);
  const room = await fileSystemFor(t, '96m');
  const device = await deviceFor(t, room, '64M');
  await run('mkfs.ext4', ['-q', '-O', '^has_journal', device]);
  const folder = await mountFor(t, [device]);
  await chmod(folder, 0o755);
  const image = path.join(folder, 'a.qcow2');
  await left(scene, fileDisk('vda', image));
  const monitor = await keptBack(t, scene.socket, 'transaction');
  const settling = start(t, 'attach', '--qmp', monitor.socket);
  await Promise.race([monitor.reached, settling.ended.then(({ stderr }) => assert.fail(stderr))]);
  // What is in the device is gone, and there is no room for anything new; what was read of it is in memory.
  const [holder = ''] = await readdir(room);
  const backing = path.join(room, holder, 'backing.img');
  await truncate(backing, 0);
  await run('fallocate', ['--length', '95M', path.join(room, 'rest')]);
  await run('dd', ['if=/dev/zero', `of=${path.join(room, 'last')}`, 'bs=4k']).catch(() => {});
  await truncate(backing, 64 * 1024 * 1024);
  monitor.release();
  const { status, stdout } = await settling.ended;
  assert.deepEqual([status, /vda: failed: .*is no backup: remove it$/m.test(stdout)], [3, true], stdout);
  await assertNothingLeft(await connectTo(t, scene.second));
});

for (const command of ['blockdev-reopen', 'blockdev-del', 'job-dismiss'])
  test(`an image under its final name keeps its mark where another disk cannot get its name, and the first to settle that is killed at ${command}`, async (t) => {
    const scene = await notOurs(t, TWO_SLOW_DISKS);
    const { named, partial, disks } = await twoPlaces(t, scene);
    await left(scene, ...disks);
    await writeFile(partial, 'of somebody else');
    await settlerKilledAt(t, scene.socket, command);
    assert.deepEqual(await bitmapsOf(named), UNFINISHED);
    const { status, stdout } = await domainbackup(t, 'attach', '--qmp', scene.second);
    assert.deepEqual([status, stdout.includes(`in "${named}", which is no backup`)], [3, true], stdout);
    assert.deepEqual(
      [await bitmapsOf(named), await readFile(partial, 'utf8')],
      [UNFINISHED, 'of somebody else'],
    );
    await isRefused(t, named);
    await assertNothingLeft(await connectTo(t, scene.second));
  });

for (const [command, marks] of [
  ['blockdev-reopen', UNFINISHED],
  ['blockdev-del', UNFINISHED],
  ['transaction', UNFINISHED],
  ['job-dismiss', []],
] as const)
  test(`an image under its final name loses its mark with the end of the backup, also where the first to settle that is killed at ${command}`, async (t) => {
    const scene = await notOurs(t, TWO_SLOW_DISKS);
    const { named, partial, disks } = await twoPlaces(t, scene);
    await left(scene, ...disks);
    await settlerKilledAt(t, scene.socket, command);
    assert.deepEqual(await bitmapsOf(named), marks);
    await chmod(scene.second, 0o777);
    const { status, stdout, stderr } = await scene.run('attach', '--qmp', scene.second);
    assert.equal(status, 0, stdout + stderr);
    assert.deepEqual(await bitmapsOf(named), []);
    for (const [index, image] of [named, partial].entries()) {
      const disk = scene.machine.disks[index]!;
      await assertIdentical(disk.path, disk.format, image, 'qcow2');
    }
    await assertNothingLeft(await connectTo(t, scene.second));
  });
