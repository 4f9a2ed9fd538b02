import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeze } from '../machine/freeze';
import { setUp, VERY_SLOW_DISKS } from './setUp';
import { start } from './support';

test('nobody is told that QEMU answers again when it is frozen as the program leaves, or dead', async (t) => {
  const { machine, file, socket } = await setUp(t, VERY_SLOW_DISKS);
  const left = start(t, 'start', file, '--qmp', socket);
  await left.printed(/running/);
  await freeze(machine);
  await left.complained(/QEMU has not answered since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d;/);
  left.process.kill('SIGINT');
  await left.complained(/interrupt once more/);
  left.process.kill('SIGINT');
  const frozen = await left.ended;
  assert.equal(frozen.status, 5);
  assert.doesNotMatch(frozen.stderr, /answers again|was lost/);
  assert.doesNotMatch(frozen.stdout, /unknown/);

  machine.kill('SIGCONT');
  const following = start(t, 'attach', '--qmp', socket);
  await following.printed(/vda: /);
  machine.kill('SIGKILL');
  const dead = await following.ended;
  assert.equal(dead.status, 5);
  assert.match(dead.stderr, /^The connection to QEMU was lost at/);
  assert.doesNotMatch(dead.stderr, /answers again/);
});

test('that QEMU answers again is told when it does', async (t) => {
  const { machine, file, socket } = await setUp(t, VERY_SLOW_DISKS);
  const running = start(t, 'start', file, '--qmp', socket);
  await running.printed(/running/);
  await freeze(machine);
  await running.complained(/QEMU has not answered since/);
  machine.kill('SIGCONT');
  await running.complained(/QEMU answers again\./);
  running.process.kill('SIGINT');
  assert.equal((await running.ended).status, 4);
});
