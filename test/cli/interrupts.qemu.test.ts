import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { filesIn } from '../backup/filesIn';
import { assertNothingLeft, connectTo, TWO_SLOW_DISKS, untilConcluded } from '../backup/support';
import { setUp, VERY_SLOW_DISKS } from './setUp';
import { domainbackup, jsonLines, start } from './support';

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} cancels the backup in QEMU before the program leaves`, async (t) => {
    const { targets, file, socket } = await setUp(t, TWO_SLOW_DISKS);
    const running = start(t, 'start', file, '--qmp', socket, '--json');
    await running.printed(/"status":"running"/);
    running.process.kill(signal);
    const { status, stdout } = await running.ended;
    assert.equal(status, 4, stdout);
    const last = jsonLines(stdout).at(-1)!;
    assert.deepEqual([last['event'], last['outcome']], ['finished', 'cancelled']);
    assert.deepEqual(await filesIn(targets), []);
    await assertNothingLeft(await connectTo(t, socket));
  });
}

test('a second interrupt leaves without waiting for QEMU', async (t) => {
  const { file, socket } = await setUp(t, VERY_SLOW_DISKS);
  const running = start(t, 'start', file, '--qmp', socket);
  await running.printed(/running/);
  running.process.kill('SIGINT');
  await running.complained(/interrupt once more/);
  running.process.kill('SIGINT');
  const { status, stdout, stderr } = await running.ended;
  assert.equal(status, 5);
  // It goes on, and what it has written is nothing to be removed.
  assert.doesNotMatch(stdout, /unknown|remove/);
  assert.match(
    stderr,
    new RegExp(
      `^Left before the backup had ended; follow it with: domainbackup attach --qmp ${socket}$`,
      'm',
    ),
  );
});

test('two interrupts in a row cancel the backup, and never leave it paused', async (t) => {
  for (const pause of [0, 5, 20]) {
    const { file, socket, second } = await setUp(t, TWO_SLOW_DISKS);
    const left = start(t, 'start', file, '--qmp', socket);
    await left.printed(/running/);
    left.process.kill('SIGINT');
    await delay(pause);
    left.process.kill('SIGINT');
    const { status, stderr } = await left.ended;
    // Two signals at once may reach it as one.
    assert.ok(status === 5 || status === 4, stderr);
    const client = await connectTo(t, second);
    // QEMU aborts all of them by itself: one that has come to its rest as soon as the other has.
    await untilConcluded(client);
    if (status === 4) continue;
    const attached = await domainbackup(t, 'attach', '--qmp', socket);
    assert.equal(attached.status, 4, attached.stderr);
    await assertNothingLeft(client);
  }
});

test('a closed terminal leaves the backup to QEMU, and attach finishes it', async (t) => {
  const { targets, file, socket } = await setUp(t, TWO_SLOW_DISKS);
  const running = start(t, 'start', file, '--qmp', socket, '--no-digest');
  await running.printed(/running/);
  // The kernel sends it, and the shell once more.
  running.process.kill('SIGHUP');
  running.process.kill('SIGHUP');
  const left = await running.ended;
  assert.equal(left.status, 5);
  assert.match(
    left.stderr,
    new RegExp(`^Backup \\S+ goes on in QEMU; follow it with: domainbackup attach --qmp ${socket}$`, 'm'),
  );
  const attached = await domainbackup(t, 'attach', '--qmp', socket, '--no-digest');
  assert.deepEqual([attached.status, await filesIn(targets)], [0, ['a', 'b']], attached.stderr);
});
