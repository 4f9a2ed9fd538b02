import assert from 'node:assert/strict';
import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { backupXml, fileDisk, folderFor, TWO_DISKS, TWO_SLOW_DISKS } from '../backup/support';
import { bitmapsOf } from '../backup/marksOf';
import { notOurs } from './notOurs';
import { domainbackup, start } from './support';

/** That whoever knows nothing of an image's run refuses it, and why. */
async function isRefused(t: TestContext, image: string, words: RegExp): Promise<void> {
  const to = await folderFor(t);
  for (const command of [
    ['verify', image],
    ['verify', path.dirname(image)],
    ['restore', image, '--to', to],
    ['restore', image, '--to', to, '--accept-damage'],
  ]) {
    const { status, stderr } = await domainbackup(t, ...command);
    assert.deepEqual([status, words.test(stderr)], [1, true], `${command.join(' ')}: ${stderr}`);
  }
  assert.deepEqual(await readdir(to), []);
  const listed = await domainbackup(t, 'list', path.dirname(image));
  assert.match(listed.stdout, new RegExp(`have left, and is no backup:\\n  ${image}\\n$`));
  assert.doesNotMatch(listed.stdout, /no manifest here tells of/);
}

const UNFINISHED = 'domainbackup-unfinished';
const INCREMENT = 'domainbackup-increment';
const words = (image: string) =>
  new RegExp(
    `^"${image}" is no backup: run \\S+ writes it, or has left it unfinished, as a mark in it says`,
    'm',
  );

test('an image under its final name whose QEMU was killed is refused by whoever knows nothing of its run', async (t) => {
  const { machine, file, socket, targets, user } = await notOurs(t, TWO_SLOW_DISKS);
  const image = path.join(targets, 'a.qcow2');
  await writeFile(file, backupXml(fileDisk('vda', image)));
  // So slow that it is still under way when everybody has looked.
  const running = user('start', file, '--qmp', socket, '--speed', '512K');
  await running.printed(/vda: running/);
  assert.deepEqual([await readdir(targets), await bitmapsOf(image)], [['a.qcow2'], [UNFINISHED]]);
  await isRefused(t, image, words(image));
  machine.kill('SIGKILL');
  await running.ended;
  await isRefused(t, image, words(image));
});

test('an image that has its final name from the start is marked until its backup has completed', async (t) => {
  const { file, socket, targets, run } = await notOurs(t, TWO_DISKS);
  const backUp = async (name: string, since: string, ...options: string[]) => {
    const image = path.join(targets, name);
    await writeFile(file, backupXml(fileDisk('vda', image)).replace('<disks>', `${since}<disks>`));
    return { image, ...(await run('start', file, '--qmp', socket, ...options)) };
  };
  const full = await backUp('full.qcow2', '', '--checkpoint', 'monday');
  assert.equal(full.status, 0, full.stderr);
  assert.deepEqual(await bitmapsOf(full.image), []);
  const increment = await backUp('increment.qcow2', '<incremental>monday</incremental>');
  assert.equal(increment.status, 0, increment.stderr);
  assert.deepEqual(await bitmapsOf(increment.image), [INCREMENT]);
  const { status, stdout } = await domainbackup(t, 'verify', full.image);
  assert.deepEqual([status, /full\.qcow2: whole as an image/.test(stdout)], [0, true], stdout);
});

test('in a folder where nobody may rename what others make, an image has its final name from the start as well', async (t) => {
  const { file, socket, targets, user, run } = await notOurs(t, TWO_SLOW_DISKS);
  await chmod(targets, 0o1777);
  const image = path.join(targets, 'a.qcow2');
  await writeFile(file, backupXml(fileDisk('vda', image)));
  const running = user('start', file, '--qmp', socket, '--speed', '512K');
  await running.printed(/vda: running/);
  assert.deepEqual([await readdir(targets), await bitmapsOf(image)], [['a.qcow2'], [UNFINISHED]]);
  running.process.kill('SIGINT');
  const { stdout } = await running.ended;
  assert.match(stdout, /a\.qcow2", which is no backup: remove it$/m);
  await rm(image);
  const { status } = await run('start', file, '--qmp', socket);
  assert.deepEqual([status, await bitmapsOf(image)], [0, []]);
  const found = (await readdir(targets)).filter((name) => !name.endsWith('.domainbackup.json'));
  assert.deepEqual(found, ['a.qcow2']);
  const verified = await domainbackup(t, 'verify', image);
  assert.equal(verified.status, 0, verified.stderr);
  // Nor can that user remove it, and is told why.
  await writeFile(file, backupXml(fileDisk('vda', path.join(targets, 'b.qcow2'))));
  assert.equal((await run('start', file, '--qmp', socket)).status, 0);
  const pruned = await run('prune', targets, '--keep', '1', '--yes');
  assert.match(pruned.stderr, /could not be removed altogether: .*not permit/);
});

test('an image under its final name stays marked, and is told as no backup, where another disk cannot get its name', async (t) => {
  const { file, socket, targets, user } = await notOurs(t, TWO_SLOW_DISKS);
  const others = await folderFor(t);
  await chmod(others, 0o777);
  const [named, partial] = [path.join(targets, 'a.qcow2'), path.join(others, 'b.qcow2')];
  await writeFile(file, backupXml(fileDisk('vda', named), fileDisk('vdb', partial)));
  const running = user('start', file, '--qmp', socket);
  await running.printed(/vda: running/);
  assert.deepEqual([await readdir(targets), (await readdir(others)).length], [['a.qcow2'], 1]);
  await writeFile(partial, 'of somebody else');
  const { status, stdout } = await running.ended;
  assert.equal(status, 3, stdout);
  const why = 'It is given up, because another disk could not be given its name';
  const where = `what it wrote so far is in "${named}", which is no backup: remove it`;
  assert.ok(stdout.includes(`vda: failed: ${why}; ${where}\n`), stdout);
  assert.deepEqual(await bitmapsOf(named), [UNFINISHED]);
});

test('the mark stays of a backup that was cancelled, and goes with the end of one that another user follows', async (t) => {
  const { file, socket, targets, user } = await notOurs(t, TWO_SLOW_DISKS);
  const [first, second] = [path.join(targets, 'first.qcow2'), path.join(targets, 'second.qcow2')];
  await writeFile(file, backupXml(fileDisk('vda', first)));
  const cancelled = user('start', file, '--qmp', socket);
  await cancelled.printed(/vda: running/);
  cancelled.process.kill('SIGINT');
  assert.equal((await cancelled.ended).status, 4);
  await isRefused(t, first, words(first));

  await writeFile(file, backupXml(fileDisk('vda', second)));
  const killed = user('start', file, '--qmp', socket);
  await killed.printed(/vda: running/);
  killed.process.kill('SIGKILL');
  await killed.ended;
  assert.deepEqual(await bitmapsOf(second), [UNFINISHED]);
  const attached = await start(t, 'attach', '--qmp', socket).ended;
  assert.equal(attached.status, 0, attached.stderr);
  assert.deepEqual(await bitmapsOf(second), []);
});
