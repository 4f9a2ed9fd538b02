import assert from 'node:assert/strict';
import { filesIn } from '../backup/filesIn';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { assertIdentical, assertNothingLeft, connectTo, folderFor, TWO_SLOW_DISKS } from '../backup/support';
import { setUp, VERY_SLOW_DISKS } from './setUp';
import { domainbackup, jsonLines, PROGRAM, start } from './support';

test('plan shows what would be done, and touches nothing', async (t) => {
  const { machine, targets, file, socket } = await setUp(t);
  const { status, stdout, stderr } = await domainbackup(t, 'plan', file, '--qmp', socket);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  const [headline, titles, ...rows] = stdout.trimEnd().split('\n');
  assert.equal(headline, `Backup of 2 disks of guest1 (QEMU ${machine.version}):`);
  const columns = ['DISK', 'SIZE', 'NEEDS ABOUT', 'AT MOST', 'FREE', 'COPY', 'FORMAT', 'SOURCE', 'TARGET'];
  assert.deepEqual(titles!.trim().split(/ {2,}/), columns);
  const [vda, vdb] = rows.map((row) => row.trim().split(/ {2,}/));
  assert.deepEqual(
    [vda![0], vda![1], ...vda!.slice(5)],
    ['vda', '64 MiB', 'full', 'qcow2', machine.disks[0]!.path, path.join(targets, 'a')],
  );
  assert.equal(vda![3], '64.3 MiB');
  assert.match(vda![2]!, /^1\d(\.\d+)? MiB$/);
  assert.match(vda![4]!, /^[\d.]+ [KMGT]iB$/);
  assert.deepEqual(vdb!.slice(7), [machine.disks[1]!.path, path.join(targets, 'b')]);
  assert.deepEqual(await filesIn(targets), []);
  const json = jsonLines((await domainbackup(t, 'plan', file, '--qmp', socket, '--json')).stdout);
  assert.equal(json.length, 1);
  const disks = json[0]!['disks'] as { disk: string; free: number; need: { most: number } }[];
  assert.deepEqual(
    disks.map(({ disk }) => disk),
    ['vda', 'vdb'],
  );
  for (const { free, need } of disks) assert.ok(free > need.most);
  assert.deepEqual([json[0]!['verdict'], json[0]!['warnings']], ['possible', []]);
});

test('a refused plan has status 1 and tells every finding', async (t) => {
  const { targets, file, socket } = await setUp(t);
  await writeFile(path.join(targets, 'a'), 'precious');
  await writeFile(path.join(targets, 'b'), 'precious');
  for (const command of ['plan', 'start']) {
    const { status, stdout, stderr } = await domainbackup(t, command, file, '--qmp', socket);
    assert.equal(status, 1);
    if (command === 'start') assert.equal(stdout, '');
    assert.match(stderr, /^error: Disk "vda": .*exists already.*\nerror: Disk "vdb": .*exists already.*\n$/);
  }
  const { stdout } = await domainbackup(t, 'start', file, '--qmp', socket, '--json');
  const [refused] = jsonLines(stdout);
  assert.equal(refused!['event'], 'refused');
  assert.equal((refused!['findings'] as unknown[]).length, 2);
});

test('start runs a backup to its end, with a line for each step of each disk', async (t) => {
  const { machine, targets, file, socket } = await setUp(t, TWO_SLOW_DISKS);
  const { status, stdout, stderr } = await domainbackup(t, 'start', file, '--qmp', socket);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(stdout, /^Backup \S+ of guest1:\n {2}vda -> /);
  assert.match(stdout, /^vda: running, \d+% \(.* of 64 MiB\)$/m);
  assert.match(stdout, /^vdb: completed, 100% \(32 MiB of 32 MiB\)$/m);
  assert.match(stdout, /^total: running, \d+% /m);
  assert.doesNotMatch(stdout, /^total: .*100%/m, 'nothing is said to run that has come to its end');
  assert.match(stdout, /Backup \S+ completed\.\n {2}vda: \S+\/a\n {2}vdb: \S+\/b\n$/);
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(targets, 'a'), 'qcow2');
  await assertIdentical(machine.disks[1]!.path, 'raw', path.join(targets, 'b'), 'qcow2');
  await assertNothingLeft(await connectTo(t, socket));
});

test('start --json tells of the start, of progress in bytes, and of the end, each with the run', async (t) => {
  const { targets, file, socket } = await setUp(t, TWO_SLOW_DISKS);
  const { status, stdout } = await domainbackup(t, 'start', file, '--qmp', socket, '--json');
  assert.equal(status, 0);
  const events = jsonLines(stdout);
  assert.equal(new Set(events.map((event) => event['run'])).size, 1);
  assert.equal(events[0]!['event'], 'started');
  const progress = events.filter((event) => event['event'] === 'progress' && event['disk'] === 'vda');
  assert.ok(progress.length >= 2);
  const bytes = progress.map((event) => event['current'] as number);
  assert.deepEqual(
    bytes,
    bytes.toSorted((a, b) => a - b),
  );
  assert.deepEqual(
    [progress.at(-1)!['current'], progress.at(-1)!['total'], progress.at(-1)!['status']],
    [64 * 1024 * 1024, 64 * 1024 * 1024, 'completed'],
  );
  const { run: _, ...finished } = events.at(-1)!;
  assert.deepEqual(finished, {
    event: 'finished',
    outcome: 'completed',
    disks: [
      { disk: 'vda', target: path.join(targets, 'a'), outcome: 'completed', copied: 64 * 1024 * 1024 },
      { disk: 'vdb', target: path.join(targets, 'b'), outcome: 'completed', copied: 32 * 1024 * 1024 },
    ],
  });
});

test('a reader that goes away does not keep the backup from its end', async (t) => {
  const { targets, file, socket } = await setUp(t, TWO_SLOW_DISKS);
  const running = start(t, 'start', file, '--qmp', socket, '--json');
  await running.printed(/"event":"started"/);
  running.process.stdout.destroy();
  running.process.stderr.destroy();
  const { status } = await running.ended;
  assert.equal(status, 0);
  assert.deepEqual(await filesIn(targets), ['a', 'b']);
});

test('a user who may write to the folder, but does not own what QEMU writes, gets the final names', async (t) => {
  const { machine, targets, file, socket } = await setUp(t);
  const stranger = 65_534;
  const state = await folderFor(t);
  await chown(state, stranger, stranger);
  await Promise.all([chmod(targets, 0o777), chmod(machine.folder, 0o711), chmod(socket, 0o777)]);
  await Promise.all([chmod(path.dirname(file), 0o755), chmod(file, 0o644)]);
  const child = execFile(process.execPath, [PROGRAM, 'start', file, '--qmp', socket], {
    uid: stranger,
    gid: stranger,
    env: { ...process.env, XDG_STATE_HOME: state },
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const [status] = await once(child, 'close');
  assert.equal(status, 0, output);
  assert.deepEqual(await filesIn(targets), ['a', 'b']);
});

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

test('after the program was killed QEMU goes on; jobs shows the backup, and cancel ends it', async (t) => {
  const { targets, file, socket } = await setUp(t, VERY_SLOW_DISKS);
  const running = start(t, 'start', file, '--qmp', socket, '--json');
  await running.printed(/"status":"running"/);
  running.process.kill('SIGKILL');
  await running.ended;

  const listed = await domainbackup(t, 'jobs', '--qmp', socket);
  assert.equal(listed.status, 0);
  assert.match(
    listed.stdout,
    new RegExp(`^\\S+: running\\n {2}vda: running, \\d+% .* -> ${targets}/a\\n {2}vdb: `),
  );
  const [run] = jsonLines((await domainbackup(t, 'jobs', '--qmp', socket, '--json')).stdout);
  const cancelled = await domainbackup(t, 'cancel', '--qmp', socket, String(run!['run']));
  assert.equal(cancelled.stdout, `Backup ${String(run!['run'])} is cancelled.\n`);
  assert.equal(cancelled.status, 0);
  assert.deepEqual(await filesIn(targets), []);
  const nothing = await domainbackup(t, 'jobs', '--qmp', socket);
  assert.equal(nothing.stdout, 'No backup runs on this machine.\n');
});

test('attach follows a backup that was left behind to its end, with the events of start', async (t) => {
  const { targets, file, socket } = await setUp(t, VERY_SLOW_DISKS);
  const running = start(t, 'start', file, '--qmp', socket, '--json');
  await running.printed(/"status":"running"/);
  running.process.kill('SIGKILL');
  await running.ended;

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

test('when QEMU is killed in the middle, the outcome is unknown', async (t) => {
  const { machine, file, socket } = await setUp(t, TWO_SLOW_DISKS);
  const running = start(t, 'start', file, '--qmp', socket, '--json');
  await running.printed(/"status":"running"/);
  machine.kill('SIGKILL');
  const { status, stdout } = await running.ended;
  assert.equal(status, 5);
  assert.equal(jsonLines(stdout).at(-1)!['outcome'], 'unknown');
});

test('a socket that another client holds is told apart from a dead one', async (t) => {
  const { machine, file, socket } = await setUp(t);
  const holder = await connectTo(t, socket);
  const busy = await domainbackup(t, 'start', file, '--qmp', socket);
  assert.equal(busy.status, 2);
  assert.match(busy.stderr, /^[^\n]*another client[^\n]*\n$/i);
  await holder.close();
  machine.kill('SIGKILL');
  await machine.ended;
  const dead = await domainbackup(t, 'start', file, '--qmp', socket);
  assert.equal(dead.status, 2);
  assert.match(dead.stderr, /^[^\n]*nothing listens[^\n]*\n$/i);
});
