import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TWO_SLOW_DISKS } from '../backup/support';
import { filesIn } from '../backup/filesIn';
import { machineFor } from '../machine/machineFor';
import { setUp } from './setUp';
import { domainbackup, jsonLines, start } from './support';

for (const command of ['start', 'attach'] as const) {
  test(`when QEMU was killed and another one serves its socket, ${command} names the files that stay and what to do`, async (t) => {
    const { machine, targets, file, socket } = await setUp(t, TWO_SLOW_DISKS);
    let following = start(t, 'start', file, '--qmp', socket);
    await following.printed(/vda: running/);
    if (command === 'attach') {
      following.process.kill('SIGKILL');
      await following.ended;
      following = start(t, 'attach', '--qmp', socket);
      await following.printed(/vda: running/);
    }
    machine.kill('SIGKILL');
    await machine.ended;
    await machineFor(t, { disks: [], extraArgs: ['-qmp', `unix:${socket},server=on,wait=off`] });
    const { status, stdout, stderr } = await following.ended;
    const partial = (await filesIn(targets)).filter((name) => name.endsWith('.partial'));
    assert.equal(partial.length, 2);
    const run = partial[0]!.split('.')[1]!;
    assert.equal(status, 5);
    assert.match(
      stdout,
      new RegExp(
        [
          `The outcome of backup ${run} is unknown: The QEMU that answers now knows nothing of this backup: .*`,
          ...partial.map((name) => `  vd[ab]: unknown; what it wrote so far is in "${targets}/${name}"`),
          'Whether these files are whole nobody here can tell, .* Unless somebody else was told .* remove them.\n$',
        ].join('\n'),
      ),
    );
    assert.match(stderr, /^The connection to QEMU was lost at/m);
    assert.doesNotMatch(stderr, /answers again|goes on by itself/);
    const [told] = jsonLines((await domainbackup(t, 'history', '--json')).stdout);
    assert.deepEqual([told!['run'], told!['state'], told!['outcome']], [run, 'ended', 'unknown']);
    const jobs = await domainbackup(t, 'jobs', '--qmp', socket);
    assert.equal(jobs.stdout, 'No backup runs on this machine.\n');
  });
}
