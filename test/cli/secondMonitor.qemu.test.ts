import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectTo, TWO_SLOW_DISKS, untilConcluded } from '../backup/support';
import { machineFor } from '../machine/machineFor';
import { leftBehind, setUp } from './setUp';
import { domainbackup, start } from './support';

test('a run that was started through another monitor of a machine is found through this one, also after QEMU', async (t) => {
  const { machine, socket, second, run } = await leftBehind(t, TWO_SLOW_DISKS);
  machine.kill('SIGKILL');
  await machine.ended;
  const gone = await domainbackup(t, 'attach', '--qmp', second);
  assert.equal(gone.status, 2);
  assert.match(
    gone.stderr,
    new RegExp(
      `^Nothing listens on .*\nBackup ${run} of guest1 was left behind. If that is the machine .* through another monitor: domainbackup attach --qmp ${socket}\n$`,
    ),
  );
  const monitors = [socket, second].flatMap((one) => ['-qmp', `unix:${one},server=on,wait=off`]);
  await machineFor(t, { disks: [], extraArgs: monitors });
  const { stdout } = await domainbackup(t, 'jobs', '--qmp', second);
  assert.match(stdout, new RegExp(`^${run}: outcome unknown`));
  const anew = await domainbackup(t, 'attach', '--qmp', second);
  assert.equal(anew.status, 5, anew.stderr);
  assert.match(anew.stdout, new RegExp(`The outcome of backup ${run} is unknown: The QEMU that answers now`));
});

for (const command of ['start', 'cancel'] as const) {
  test(`${command} calls no backup left behind that has ended and whose program is still there`, async (t) => {
    const { file, socket, second } = await setUp(t, TWO_SLOW_DISKS);
    const running = start(t, 'start', file, '--no-digest', '--qmp', socket);
    await running.printed(/vda: running/);
    running.process.kill('SIGSTOP');
    const client = await connectTo(t, second);
    await untilConcluded(client);
    await client.close();
    const words = command === 'start' ? [command, file] : [command];
    const { status, stdout, stderr } = await domainbackup(t, ...words, '--qmp', second);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^A backup of this machine that another program has started has ended, and is settled now\.\nBackup \S+ completed\.\n/,
    );
    if (command === 'cancel') assert.match(stdout, /^Backup \S+ had already completed\.$/m);
    running.process.kill('SIGCONT');
    assert.equal((await running.ended).status, 0);
  });
}
