import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { defaultRecordsFolder, openRunRecords } from '../../engine';
import type { MachineOptions } from '../../scripts/throwawayMachine.mjs';
import { sampleRecord } from '../backup/sampleRecord';
import { TWO_SLOW_DISKS } from '../backup/support';
import { setUp, VERY_SLOW_DISKS } from './setUp';
import { domainbackup, start } from './support';
import { stateFor } from '../support/stateFor';

/** A machine, and a program that backs it up. */
async function machineWithRun(t: TestContext, name: string, disks: MachineOptions) {
  const scene = await setUp(t, { ...disks, name });
  const running = start(t, 'start', scene.file, '--qmp', scene.socket);
  await running.printed(/vda: running/);
  const run = async () => /^Backup (\S+) of/.exec((await running.ended).stdout)?.[1] ?? '';
  const kill = async () => {
    running.process.kill('SIGKILL');
    return run();
  };
  return { ...scene, kill };
}

async function twoMachines(t: TestContext, disks: MachineOptions) {
  await stateFor(t);
  const [one, other] = [await machineWithRun(t, 'guest1', disks), await machineWithRun(t, 'guest2', disks)];
  return { one, other, records: openRunRecords(defaultRecordsFolder()) };
}

test('what was left on one machine is left alone by whoever comes to another one, by each of its monitors', async (t) => {
  const { one, other, records } = await twoMachines(t, TWO_SLOW_DISKS);
  const [run, otherRun] = [await one.kill(), await other.kill()];
  const listed = await domainbackup(t, 'jobs', '--qmp', other.second);
  assert.match(listed.stdout, new RegExp(`^${otherRun}: `), listed.stderr);
  assert.ok(!listed.stdout.includes(run), listed.stdout);
  const attached = await domainbackup(t, 'attach', '--qmp', other.second);
  assert.equal(attached.status, 0, attached.stderr);
  for (const words of [['attach'], ['start', other.file]]) {
    const refused = await domainbackup(t, ...words, '--qmp', other.socket);
    assert.equal(refused.status, 1, 'nothing is left there, and the targets exist');
    assert.ok(!refused.stderr.includes(run), refused.stderr);
  }
  assert.equal((await records.read(run))?.state, 'started');
});

test('of a machine that is gone, attach names what was left by another monitor only where it may be of that machine', async (t) => {
  const { one, other, records } = await twoMachines(t, VERY_SLOW_DISKS);
  const run = await one.kill();
  one.machine.kill('SIGKILL');
  await one.machine.ended;
  const attach = (socket: string) => domainbackup(t, 'attach', '--qmp', socket);

  // Nothing was ever started through it. The other machine's backup is looked after by its own program.
  const hint = (id: string, name: string, socket: string) =>
    `Backup ${id} of ${name} was left behind. If that is the machine you mean, ` +
    `it was started through another monitor: domainbackup attach --qmp ${socket}\n`;
  const own = hint(run, 'guest1', one.socket);
  const lines = async () => (await attach(one.second)).stderr.replace(/^Nothing listens on .*\n/, '');
  assert.equal(await lines(), own);
  const otherRun = await other.kill();
  assert.equal(await lines(), hint(otherRun, 'guest2', other.socket) + own);

  // An earlier backup tells whose monitor it was.
  const machine = { name: 'guest1', version: '7.2.22', socket: one.second };
  await records.write(
    sampleRecord({ machine, state: 'ended', endedAt: 1, outcome: 'completed', results: [] }),
  );
  assert.equal(
    await lines(),
    `Backup ${run} of guest1 was left behind, and was started through another monitor: ` +
      `domainbackup attach --qmp ${one.socket}\n`,
  );
  assert.equal((await attach(one.socket)).status, 5);
  assert.match((await attach(one.socket)).stderr, /^Nothing listens on .*\n$/);
});
