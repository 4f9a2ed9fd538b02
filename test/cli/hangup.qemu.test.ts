import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesIn } from '../backup/filesIn';
import { TWO_SLOW_DISKS } from '../backup/support';
import { setUp } from './setUp';
import { domainbackup, start } from './support';

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
