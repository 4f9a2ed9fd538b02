import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNothingLeft, connectTo } from '../backup/support';
import { filesIn } from '../backup/filesIn';
import { keptBack } from './keptBack';
import { leftBehind, VERY_SLOW_DISKS } from './setUp';
import { domainbackup, start } from './support';

test('an interrupt during cancel leaves the cancel to QEMU, which was asked, and says so', async (t) => {
  const { socket, second, targets } = await leftBehind(t, VERY_SLOW_DISKS);
  const cancelling = start(t, 'cancel', '--qmp', socket);
  const client = await connectTo(t, second);
  const statuses = async () => (await client.execute('query-jobs', {})).map(({ status }) => status);
  while ((await statuses()).includes('running')) await new Promise(setImmediate);
  cancelling.process.kill('SIGINT');
  const { status, stdout, stderr } = await cancelling.ended;
  // Where QEMU is fast, all is over by then.
  if (status === 0) return;
  assert.deepEqual([status, stdout], [5, '']);
  assert.match(
    stderr,
    /^Interrupted; QEMU was asked to cancel backup \S+, and does\. Settle it with: .*attach/m,
  );
  assert.equal((await domainbackup(t, 'attach', '--qmp', socket)).status, 4);
  assert.deepEqual(await filesIn(targets), []);
  await assertNothingLeft(client);
});

for (const command of ['cancel', 'pause', 'resume'])
  test(`an interrupt of ${command} before QEMU was asked to leaves the backup as it is, and says so`, async (t) => {
    const { socket, second } = await leftBehind(t, VERY_SLOW_DISKS);
    const monitor = await keptBack(t, socket, 'query-jobs');
    const running = start(t, command, '--qmp', monitor.socket);
    await monitor.reached;
    running.process.kill('SIGINT');
    await running.complained(/interrupt once more/);
    monitor.release();
    const { status, stdout, stderr } = await running.ended;
    assert.deepEqual([status, stdout], [5, '']);
    assert.match(
      stderr,
      /^Interrupted; (no backup was asked to be cancelled|QEMU was not asked for anything)\.$/m,
    );
    const client = await connectTo(t, second);
    assert.deepEqual(
      (await client.execute('query-jobs', {})).map((job) => job.status),
      ['running', 'running'],
    );
  });

for (const [command, last] of [
  ['cancel', 'job-cancel'],
  ['pause', 'job-pause'],
] as const)
  test(`a second interrupt of ${command} leaves without QEMU's answer, and says how to look`, async (t) => {
    const { socket } = await leftBehind(t, VERY_SLOW_DISKS);
    const monitor = await keptBack(t, socket, last);
    const running = start(t, command, '--qmp', monitor.socket);
    await monitor.reached;
    running.process.kill('SIGINT');
    await running.complained(/interrupt once more/);
    running.process.kill('SIGINT');
    const { status, stderr } = await running.ended;
    assert.equal(status, 5);
    assert.match(stderr, /before QEMU had answered.* domainbackup jobs/s);
  });

test('an interrupt of pause while QEMU is asked waits for its answers, and pauses all disks', async (t) => {
  const { socket } = await leftBehind(t, VERY_SLOW_DISKS);
  const monitor = await keptBack(t, socket, 'job-pause');
  const pausing = start(t, 'pause', '--qmp', monitor.socket);
  await monitor.reached;
  pausing.process.kill('SIGINT');
  await pausing.complained(/interrupt once more/);
  monitor.release();
  const { status, stdout } = await pausing.ended;
  assert.equal(status, 0);
  assert.match(stdout, /paused 2 disks/);
});
