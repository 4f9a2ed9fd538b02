import assert from 'node:assert/strict';
import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  assertNothingLeft,
  backupXml,
  connectTo,
  fileDisk,
  folderFor,
  TWO_DISKS,
  TWO_SLOW_DISKS,
} from '../backup/support';
import { keptBack } from './keptBack';
import { notOurs } from './notOurs';
import { setUp } from './setUp';
import { domainbackup, start, type Ended, type Running } from './support';

type Program = (...args: string[]) => Promise<Ended>;

/** That an image is refused, whole as it looks, and why. */
async function isRefused(t: TestContext, program: Program, image: string, why: RegExp): Promise<void> {
  const to = await folderFor(t);
  await chmod(to, 0o777);
  for (const args of [
    ['verify', image],
    ['restore', image, '--to', to],
  ]) {
    const { status, stdout, stderr } = await program(...args);
    assert.deepEqual([status, why.test(stderr)], [1, true], `${args[0]}: ${stdout}${stderr}`);
  }
  const listed = await program('list', path.dirname(image));
  assert.equal(listed.status, 0, listed.stderr);
  assert.doesNotMatch(listed.stdout, /no manifest here tells of/);
}

async function killedAt(reached: Promise<void>, running: Running): Promise<void> {
  await Promise.race([reached, running.ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
  running.process.kill('SIGKILL');
  await running.ended;
}

const NEVER_STARTED = 'The program that was starting the backup ended before its jobs had started';
const staysOf = (image: string) => `what it wrote so far is in "${image}"`;
const BY_RECORD =
  /is no backup: it was written by run \S+, which did not complete: its outcome is "failed"\.$/m;
const BY_MARK = /is no backup: run \S+ writes it, or has left it unfinished, as a mark in it says/;

for (const [moment, command, content] of [
  ['an empty file was made', 'qcow2', 'nothing'],
  ['an image was made and not marked', 'block-dirty-bitmap-add', 'a marked image'],
  ['the marked image was ready', 'transaction', 'a marked image'],
] as const)
  test(`what a start leaves in a folder of others that was killed when ${moment} is named, and no backup`, async (t) => {
    const { file, socket, second, targets, user, run } = await notOurs(t, TWO_DISKS);
    const image = path.join(targets, 'a.qcow2');
    await writeFile(file, backupXml(fileDisk('vda', image)));
    const monitor = await keptBack(t, socket, command);
    await killedAt(monitor.reached, user('start', file, '--qmp', monitor.socket));
    assert.deepEqual(await readdir(targets), ['a.qcow2']);
    monitor.release();
    const attached = await run('attach', '--qmp', socket);
    const told = `failed: ${NEVER_STARTED}; ${staysOf(image)}, which is no backup: remove it`;
    assert.deepEqual([attached.status, attached.stdout.includes(told)], [3, true], attached.stdout);
    const history = await run('history');
    assert.ok(history.stdout.includes(`${NEVER_STARTED}; ${staysOf(image)}`), history.stdout);
    await assertNothingLeft(await connectTo(t, second));
    await isRefused(t, run, image, BY_RECORD);
    // Who knows nothing of the run sees the mark.
    assert.equal((await stat(image)).size === 0, content === 'nothing');
    if (content === 'a marked image')
      await isRefused(t, (...args) => domainbackup(t, ...args), image, BY_MARK);
  });

test('over TCP, an image that a killed start has not marked is marked as it is settled, and named by cancel', async (t) => {
  const { file, socket, second, targets } = await setUp(t);
  const [a, b] = [path.join(targets, 'a.qcow2'), path.join(targets, 'b.qcow2')];
  await writeFile(file, backupXml(fileDisk('vda', a)));
  const monitor = await keptBack(t, socket, 'block-dirty-bitmap-add', 'tcp');
  await killedAt(monitor.reached, start(t, 'start', file, '--qmp', monitor.socket));
  monitor.release();
  const client = await connectTo(t, second);
  const nodes = JSON.stringify(await client.execute('query-named-block-nodes', { flat: true }));
  const run = /"db-(\d{8}-\d{6}-\w{4})-/.exec(nodes)?.[1] ?? '';
  const cancelled = await domainbackup(t, 'cancel', run, '--qmp', monitor.socket);
  assert.ok(
    cancelled.stdout.endsWith(`had started; ${staysOf(a)}, which is no backup: remove it\n`),
    cancelled.stdout,
  );
  await assertNothingLeft(client);
  await isRefused(t, (...args) => domainbackup(t, ...args), a, BY_MARK);

  // One that is interrupted there takes back what it can.
  await writeFile(file, backupXml(fileDisk('vda', b)));
  const next = await keptBack(t, socket, 'block-dirty-bitmap-add', 'tcp');
  const interrupted = start(t, 'start', file, '--qmp', next.socket);
  await next.reached;
  interrupted.process.kill('SIGINT');
  next.release();
  const { status, stderr } = await interrupted.ended;
  assert.equal(status, 4, stderr);
  assert.ok(
    stderr.includes(`Cancelled before the backup started. "${b}" stays, and is no backup: remove it.\n`),
    stderr,
  );
  await isRefused(t, (...args) => domainbackup(t, ...args), b, BY_MARK);
});

test('cancel names the files that stay, also of another user’s backup, which another program follows', async (t) => {
  const { file, socket, second, targets, user, run } = await notOurs(t, TWO_SLOW_DISKS);
  await chmod(second, 0o777);
  const line = (image: string) => `is cancelled.\n  vda: ${staysOf(image)}, which is no backup: remove it\n`;
  for (const [name, whose, end] of [
    ['own.qcow2', run, 'killed'],
    ['others.qcow2', (...args: string[]) => domainbackup(t, ...args), 'killed'],
    ['followed.qcow2', (...args: string[]) => domainbackup(t, ...args), 'goes on'],
  ] as const) {
    const image = path.join(targets, name);
    await writeFile(file, backupXml(fileDisk('vda', image)));
    const running = user('start', file, '--qmp', socket);
    await running.printed(/vda: running/);
    if (end === 'killed') {
      running.process.kill('SIGKILL');
      await running.ended;
    }
    const { status, stdout, stderr } = await whose('cancel', '--qmp', second);
    assert.deepEqual([status, stdout.endsWith(line(image))], [0, true], stdout + stderr);
    await running.ended;
  }
});
