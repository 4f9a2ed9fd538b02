import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { TWO_DISKS, TWO_SLOW_DISKS } from '../backup/support';
import { setUp } from './setUp';
import { domainbackup, launch, PROGRAM } from './support';

/**
 * Runs `start` on a terminal of its own.
 * @param size what `stty` is told
 * @param words what stands behind `start`
 */
const startOnTerminal = (t: TestContext, size: string, words: string) =>
  launch(t, 'script', [
    '--quiet',
    '--return',
    '--command',
    `stty ${size}; exec ${process.execPath} ${PROGRAM} start ${words}`,
    '/dev/null',
  ]).ended;

test('on a terminal start draws a bar for each disk', async (t) => {
  const { file, socket } = await setUp(t, TWO_SLOW_DISKS);
  const { status, stdout } = await startOnTerminal(t, 'cols 120', `${file} --qmp ${socket}`);
  assert.equal(status, 0, stdout);
  for (const disk of ['vda', 'vdb'])
    assert.match(stdout, new RegExp(`${disk} +█+░+ +\\d+% .*MiB.*MiB/s`), stdout);
  assert.match(stdout, /vda +█{30} 100% {2}64 MiB \/ 64 MiB {2}completed/);
  assert.match(stdout, /Backup \S+ completed\./);
});

test('on a narrow terminal the bars give way to what stands beside them', async (t) => {
  const { file, socket } = await setUp(t);
  const { status, stdout } = await startOnTerminal(t, 'cols 44', `${file} --no-digest --qmp ${socket}`);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /vda +100% {2}\d+ MiB \/ \d+ MiB {2}complet/);
});

test('more disks than the terminal has rows are shown in plain lines', async (t) => {
  const { file, socket } = await setUp(t);
  const { status, stdout } = await startOnTerminal(
    t,
    'rows 4 cols 120',
    `${file} --no-digest --qmp ${socket}`,
  );
  assert.equal(status, 0, stdout);
  assert.doesNotMatch(stdout, /█/);
  assert.match(stdout, /vda: completed, 100%/);
});

test('a machine’s name cannot play tricks on a terminal, in JSON either', async (t) => {
  const { file, socket } = await setUp(t, { ...TWO_DISKS, name: 'g\u009b31m\u202eX' });
  const { stdout } = await domainbackup(t, 'plan', file, '--qmp', socket, '--json');
  assert.match(stdout, /g\\u009b31m\\u202eX/);
  assert.equal((JSON.parse(stdout) as { machine: { name: string } }).machine.name, 'g\u009b31m\u202eX');
});
