import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { TWO_SLOW_DISKS, assertNothingLeft, connectTo } from '../backup/support';
import { setUp } from './setUp';
import { domainbackup, start } from './support';

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
    const jobs = await client.execute('query-jobs', {});
    assert.deepEqual(
      jobs.filter((job) => job.status === 'paused'),
      [],
    );
    if (status === 4) continue;
    const attached = await domainbackup(t, 'attach', '--qmp', socket);
    assert.equal(attached.status, 4, attached.stderr);
    await assertNothingLeft(client);
  }
});
