import assert from 'node:assert/strict';
import { chown, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  connectTo,
  fileDisk,
  inQcow2,
  TWO_SLOW_DISKS,
} from '../backup/support';
import { NOBODY, nobody, SOMEBODY } from './asNobody';
import { notOurs } from './notOurs';
import type { Ended } from './support';

/** A backup that its program has left, into a folder of its user; and another user, who may use the monitor. */
async function leftByOwner(t: TestContext) {
  const scene = await notOurs(t, inQcow2(TWO_SLOW_DISKS));
  const { file, socket, targets, user } = scene;
  await chown(targets, NOBODY, NOBODY);
  await writeFile(file, backupXml(fileDisk('vda', path.join(targets, 'a.qcow2'))));
  const running = user('start', file, '--qmp', socket, '--checkpoint', 'monday');
  await running.printed(/vda: running/);
  running.process.kill('SIGKILL');
  await running.ended;
  const [partial = ''] = await readdir(targets);
  assert.match(partial, /\.partial$/);
  const somebody = await nobody(t, SOMEBODY);
  const other = (...args: string[]): Promise<Ended> => somebody(...args, '--qmp', socket).ended;
  return { ...scene, partial, other };
}

test('a backup whose file another user may not name is left to whoever started it, who completes it', async (t) => {
  const { machine, socket, second, targets, run, partial, other } = await leftByOwner(t);
  const words = `All of it is in "${path.join(targets, partial)}", which could not be given its name: permission is denied. Whoever started the backup has to attach to it, which completes it.\n`;
  for (const time of ['first', 'again']) {
    const { status, stdout } = await other('attach');
    assert.deepEqual([status, stdout.includes(words)], [3, true], `${time}: ${stdout}`);
    assert.doesNotMatch(stdout, /rename it yourself|checkpoint|remove/);
  }
  assert.deepEqual(await readdir(targets), [partial]);
  const { status, stdout, stderr } = await run('attach', '--qmp', socket);
  assert.deepEqual([status, /checkpoint "monday": made/.test(stdout)], [0, true], stdout + stderr);
  const found = await readdir(targets);
  assert.deepEqual(found.map((name) => name.replace(/^\d.*-\w{4}\./, '')).toSorted(), [
    'a.qcow2',
    'domainbackup.json',
  ]);
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(targets, 'a.qcow2'), 'qcow2');
  assert.deepEqual(await other('attach').then((ended) => ended.status), 1);
  await assertNothingLeft(await connectTo(t, second));
});

test('a cancel by another user tells that the partial file stays, and why, and whoever started the backup removes it', async (t) => {
  const { socket, second, targets, run, partial, other } = await leftByOwner(t);
  const cancelled = await other('cancel');
  assert.match(cancelled.stdout, /^Backup \S+ is cancelled\.$/m);
  const words = `  vda: Its partial file could not be removed: permission is denied. Whoever started the backup has to attach to it, which removes it; what it wrote so far is in "${path.join(targets, partial)}"\n`;
  assert.deepEqual([cancelled.status, cancelled.stdout.includes(words)], [0, true], cancelled.stdout);
  const next = await other('cancel');
  assert.match(next.stderr, /has started has ended, and could not be settled\./);
  assert.deepEqual(await readdir(targets), [partial]);
  const { status, stdout } = await run('attach', '--qmp', socket);
  assert.deepEqual([status, /was cancelled/.test(stdout)], [4, true], stdout);
  const found = (await readdir(targets)).filter((name) => !name.endsWith('.domainbackup.json'));
  assert.deepEqual(found, []);
  await assertNothingLeft(await connectTo(t, second));
});
