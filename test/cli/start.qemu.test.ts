import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { filesIn } from '../backup/filesIn';
import { assertIdentical, assertNothingLeft, connectTo, TWO_SLOW_DISKS } from '../backup/support';
import { asNobody } from './asNobody';
import { setUp } from './setUp';
import { domainbackup, jsonLines, start } from './support';

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
  await Promise.all([chmod(targets, 0o777), chmod(machine.folder, 0o711), chmod(socket, 0o777)]);
  await Promise.all([chmod(path.dirname(file), 0o755), chmod(file, 0o644)]);
  const { status, stdout, stderr } = await asNobody(t, 'start', file, '--qmp', socket);
  assert.equal(status, 0, stdout + stderr);
  assert.deepEqual(await filesIn(targets), ['a', 'b']);
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
