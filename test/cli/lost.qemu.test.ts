import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { openAnnouncedRecords, type QmpClient } from '../../engine';
import { filesIn } from '../backup/filesIn';
import {
  assertNothingLeft,
  bothTo,
  connectTo,
  folderFor,
  TWO_DISKS,
  TWO_SLOW_DISKS,
  untilConcluded,
} from '../backup/support';
import { leftBehind } from './setUp';
import { domainbackup, jsonLines, start } from './support';
import { stateFor } from '../support/stateFor';

/** Starts a backup whose records are nobody else's, and kills the program once the jobs run. */
async function startAndKill(t: TestContext, machineOptions = TWO_SLOW_DISKS) {
  const state = await stateFor(t);
  return { ...(await leftBehind(t, machineOptions)), state };
}

/** Waits until all jobs of a machine have ended. @returns a session with that monitor */
async function untilEnded(t: TestContext, socket: string): Promise<QmpClient> {
  const client = await connectTo(t, socket);
  await untilConcluded(client);
  return client;
}

test('when program and QEMU are both gone, attach says that the outcome is unknown, and where the files are', async (t) => {
  const { machine, targets, socket, run } = await startAndKill(t);
  machine.kill('SIGKILL');
  await machine.ended;
  const listed = await domainbackup(t, 'history');
  assert.match(listed.stdout, /not known to have ended/);
  const { status, stdout } = await domainbackup(t, 'attach', '--qmp', socket);
  assert.equal(status, 5, stdout);
  assert.match(stdout, new RegExp(`The outcome of backup ${run} is unknown`));
  assert.match(stdout, new RegExp(`what it wrote so far is in "${targets}/a\\.${run}\\.partial"`));
  assert.deepEqual(await filesIn(targets), [`a.${run}.partial`, `b.${run}.partial`]);
  const [told] = jsonLines((await domainbackup(t, 'history', '--json')).stdout);
  assert.deepEqual([told!['run'], told!['state'], told!['outcome']], [run, 'ended', 'unknown']);
  assert.equal((await domainbackup(t, 'attach', '--qmp', socket)).status, 2, 'nothing is left to be settled');
  // Of the one that is named, it is told how it ended, whoever has settled it.
  const again = await domainbackup(t, 'attach', run, '--qmp', socket);
  assert.deepEqual([again.status, again.stdout, again.stderr], [5, stdout, '']);
});

test('what ended with nobody there is settled by attach, which can be asked again, and history tells of it', async (t) => {
  const { machine, targets, socket, second, run } = await startAndKill(t);
  await untilEnded(t, second);
  const jobs = await domainbackup(t, 'jobs', '--qmp', socket);
  assert.match(
    jobs.stdout,
    new RegExp(`^${run}: completed \\(to be settled with: domainbackup attach --qmp ${socket}\\)`),
  );
  for (const words of [[], [run]]) {
    const { status, stdout } = await domainbackup(t, 'attach', '--qmp', socket, '--json', ...words);
    assert.equal(status, 0, stdout);
    const events = jsonLines(stdout);
    assert.deepEqual([events[0]!['event'], events[0]!['run']], ['started', run]);
    assert.deepEqual([events.at(-1)!['event'], events.at(-1)!['outcome']], ['finished', 'completed']);
  }
  assert.deepEqual(await filesIn(targets), ['a', 'b']);
  const { stdout } = await domainbackup(t, 'history');
  const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d';
  assert.match(stdout, new RegExp(`^${run} of guest1, ${time} to ${time}: completed\\n`));
  assert.match(stdout, new RegExp(`\\n {2}vda -> ${targets}/a\\n {2}vdb -> ${targets}/b\\n$`));
  machine.kill('SIGKILL');
  await machine.ended;
  const gone = await domainbackup(t, 'attach', run, '--qmp', socket);
  assert.equal(gone.status, 0, gone.stderr);
  assert.match(gone.stdout, new RegExp(`^Backup ${run} completed\\.$`, 'm'));
});

test('the next start settles what was left behind, and says so', async (t) => {
  const { targets, file, socket, second, run } = await startAndKill(t);
  const onlooker = await untilEnded(t, second);
  const next = await domainbackup(t, 'start', file, '--qmp', socket);
  assert.equal(next.status, 1, 'its targets exist by now');
  assert.match(next.stderr, new RegExp(`left behind, and is settled now.\\nBackup ${run} completed.`));
  assert.deepEqual(await filesIn(targets), ['a', 'b']);
  await assertNothingLeft(onlooker);
  // Although the new one was refused, what was settled has its digests.
  const shown = await domainbackup(t, 'show', run);
  assert.match(shown.stdout, /^ {4}digested: \S+ \S+, right after the backup$/m, shown.stderr);
});

test('an interrupted start reads nothing of what it had settled before, and says how that gets its digests', async (t) => {
  const { file, socket, second, run } = await startAndKill(t);
  await untilEnded(t, second);
  await writeFile(file, bothTo(await folderFor(t)));
  const next = start(t, 'start', file, '--qmp', socket, '--json');
  await next.printed(/"status":"running"/);
  next.process.kill('SIGINT');
  const { status, stderr } = await next.ended;
  assert.equal(status, 4, stderr);
  assert.match(
    stderr,
    new RegExp(`digests of backup ${run} are not recorded: interrupted\\. .* verify ${run}`),
  );
  const shown = await domainbackup(t, 'show', run);
  assert.match(shown.stdout, /^ {2}outcome: +completed$/m, shown.stderr);
  assert.doesNotMatch(shown.stdout, /digested:/);
});

test('a backup that was started with other records is shown as another program’s, and can be cancelled', async (t) => {
  const { targets, socket, run } = await startAndKill(t, {
    ...TWO_DISKS,
    disks: TWO_DISKS.disks.map((disk) => ({
      ...disk,
      data: 24 * 1024 * 1024,
      bytesPerSecond: 6 * 1024 * 1024,
    })),
  });
  await stateFor(t);
  const { stdout } = await domainbackup(t, 'jobs', '--qmp', socket);
  assert.match(stdout, new RegExp(`^${run}: running \\(started by another program\\)`));
  assert.equal((await domainbackup(t, 'cancel', '--qmp', socket, run)).status, 0);
  assert.deepEqual(await filesIn(targets), []);
});

test('what a program of the same user with other records settles is whole for the one that started it, too', async (t) => {
  const { targets, state, socket, run } = await startAndKill(t, TWO_DISKS);
  // As VS Code does, whose records are elsewhere than the command line's.
  await stateFor(t);
  await openAnnouncedRecords(path.join(state, 'domainbackup', 'runs')).listOpen();
  const attached = await domainbackup(t, 'attach', '--qmp', socket);
  assert.equal(attached.status, 0, attached.stdout + attached.stderr);
  const shown = await domainbackup(t, 'show', run, '--catalog', targets);
  assert.match(shown.stdout, /^ {2}outcome: +completed$/m, shown.stderr);
  assert.match(shown.stdout, /^ {4}digested: .* right after the backup$/m);
  process.env['XDG_STATE_HOME'] = state;
  assert.match((await domainbackup(t, 'history')).stdout, new RegExp(`^${run} of guest1, .*: completed\n`));
});

for (const asked of ['the run', 'the machine'] as const)
  test(`what another program of the same user has started is listed, and settled once QEMU is gone, where ${asked} is named`, async (t) => {
    const { machine, targets, state, socket, run } = await startAndKill(t);
    // As VS Code does, whose records are elsewhere than the command line's.
    await stateFor(t);
    const theirs = openAnnouncedRecords(path.join(state, 'domainbackup', 'runs'));
    await theirs.listOpen();
    machine.kill('SIGKILL');
    await machine.ended;
    const before = await domainbackup(t, 'history');
    assert.match(
      before.stdout,
      new RegExp(`^${run} of guest1, .*: not known to have ended \\(see: .*${socket}\\)`),
    );
    const through = await domainbackup(t, 'attach', '--qmp', path.join(targets, 'other.qmp'));
    assert.equal(through.status, 2);
    assert.match(
      through.stderr,
      new RegExp(`Backup ${run} of guest1 was left behind\\. If that is the machine`),
    );
    const words = asked === 'the run' ? [run] : [];
    const { status, stdout, stderr } = await domainbackup(t, 'attach', '--qmp', socket, ...words);
    assert.equal(status, 5, stderr);
    assert.match(stdout, new RegExp(`The outcome of backup ${run} is unknown`));
    assert.match(stdout, new RegExp(`what it wrote so far is in "${targets}/a\\.${run}\\.partial"`));
    assert.equal((await theirs.read(run))?.outcome, 'unknown');
    const after = await domainbackup(t, 'history');
    assert.match(after.stdout, new RegExp(`^${run} of guest1, .*: unknown\n`));
    assert.equal(
      (await domainbackup(t, 'attach', '--qmp', socket)).status,
      2,
      'nothing is left to be settled',
    );
  });

test('records that cannot be read are named and left out, and a folder that cannot be written to refuses a start', async (t) => {
  const { state, targets, file, socket, run } = await startAndKill(t, TWO_DISKS);
  await domainbackup(t, 'attach', '--qmp', socket);
  const bad = path.join(state, 'domainbackup', 'runs', '20260101-000000-abcd.json');
  await writeFile(bad, '{');
  const { status, stdout, stderr } = await domainbackup(t, 'history');
  assert.equal(status, 0);
  assert.match(stdout, new RegExp(`^${run} of guest1, .*: completed\n`));
  assert.equal(stderr, `${bad}: left out, because it is not JSON.\n`);
  process.env['XDG_STATE_HOME'] = '/dev/null';
  await Promise.all(['a', 'b'].map((name) => rm(path.join(targets, name))));
  const refused = await domainbackup(t, 'start', file, '--qmp', socket);
  assert.equal(refused.status, 1);
  assert.match(
    refused.stderr,
    /^error: The backup cannot be recorded in "\/dev\/null\/domainbackup\/runs": a part of the path is not a folder\./m,
  );
});

test('cancel without a run settles what has completed with nobody there, and says that it came too late', async (t) => {
  const { targets, second, run } = await startAndKill(t);
  await (await untilEnded(t, second)).close();
  const { status, stdout, stderr } = await domainbackup(t, 'cancel', '--qmp', second);
  assert.deepEqual([status, stdout], [1, `Backup ${run} had already completed.\n`]);
  assert.match(stderr, /was left behind, and is settled now/);
  assert.deepEqual(await filesIn(targets), ['a', 'b']);
  const again = await domainbackup(t, 'cancel', '--qmp', second);
  assert.deepEqual([again.status, again.stderr], [1, 'No backup runs on this machine.\n']);
});
