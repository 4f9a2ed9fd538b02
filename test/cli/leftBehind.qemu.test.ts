import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { filesIn } from '../backup/filesIn';
import { TWO_SLOW_DISKS } from '../backup/support';
import { leftBehind, setUp, VERY_SLOW_DISKS } from './setUp';
import { domainbackup, jsonLines, start } from './support';

test('after the program was killed QEMU goes on; jobs shows the backup, and cancel ends it', async (t) => {
  const { targets, socket, run } = await leftBehind(t, VERY_SLOW_DISKS);
  const listed = await domainbackup(t, 'jobs', '--qmp', socket);
  assert.equal(listed.status, 0);
  assert.match(
    listed.stdout,
    new RegExp(`^\\S+: running\\n {2}vda: running, \\d+% .* -> ${targets}/a\\n {2}vdb: `),
  );
  const [told] = jsonLines((await domainbackup(t, 'jobs', '--qmp', socket, '--json')).stdout);
  assert.equal(told!['run'], run);
  const cancelled = await domainbackup(t, 'cancel', '--qmp', socket, run);
  assert.equal(cancelled.stdout, `Backup ${run} is cancelled.\n`);
  assert.equal(cancelled.status, 0);
  assert.deepEqual(await filesIn(targets), []);
  const nothing = await domainbackup(t, 'jobs', '--qmp', socket);
  assert.equal(nothing.stdout, 'No backup runs on this machine.\n');
});

test('attach follows a backup that was left behind to its end, with the events of start', async (t) => {
  const { targets, socket } = await leftBehind(t, VERY_SLOW_DISKS);
  const attached = start(t, 'attach', '--qmp', socket);
  await attached.printed(/vda: running/);
  attached.process.kill('SIGINT');
  const left = await attached.ended;
  assert.equal(left.status, 5);
  assert.match(
    left.stderr,
    new RegExp(`goes on in QEMU; follow it with: domainbackup attach --qmp ${socket}\n`),
  );

  const { status, stdout } = await domainbackup(t, 'attach', '--qmp', socket, '--json');
  assert.equal(status, 0, stdout);
  const events = jsonLines(stdout);
  assert.deepEqual(events[0]!['disks'], [
    { disk: 'vda', target: path.join(targets, 'a') },
    { disk: 'vdb', target: path.join(targets, 'b') },
  ]);
  assert.ok(events.some((event) => event['event'] === 'progress' && event['status'] === 'running'));
  assert.deepEqual([events.at(-1)!['event'], events.at(-1)!['outcome']], ['finished', 'completed']);
  assert.deepEqual(await filesIn(targets), ['a', 'b']);
  const none = await domainbackup(t, 'attach', '--qmp', socket);
  assert.deepEqual([none.status, none.stderr], [1, 'No backup runs on this machine.\n']);
});

test('cancel without a run ends the only one, and start then says that it was cancelled', async (t) => {
  const { file, socket, second } = await setUp(t, TWO_SLOW_DISKS);
  const running = start(t, 'start', file, '--qmp', socket, '--json');
  await running.printed(/"status":"running"/);
  const cancelled = await domainbackup(t, 'cancel', '--qmp', second);
  assert.equal(cancelled.status, 0, cancelled.stderr);
  const { status } = await running.ended;
  assert.equal(status, 4);
});

test('cancel says so when there is nothing to cancel', async (t) => {
  const { socket } = await setUp(t);
  const none = await domainbackup(t, 'cancel', '--qmp', socket);
  assert.deepEqual([none.status, none.stderr], [1, 'No backup runs on this machine.\n']);
  const unknown = await domainbackup(t, 'cancel', '--qmp', socket, '20261122-000000-zzzz');
  assert.equal(unknown.status, 1);
  assert.match(unknown.stderr, /knows no run/);
});
