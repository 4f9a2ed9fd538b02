import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TWO_DISKS, TWO_SLOW_DISKS } from '../backup/support';
import { setUp } from './setUp';
import { domainbackup, launch, PROGRAM } from './support';

test('on a terminal start draws a bar for each disk', async (t) => {
  const { file, socket } = await setUp(t, TWO_SLOW_DISKS);
  const command = `stty cols 120; exec ${process.execPath} ${PROGRAM} start ${file} --qmp ${socket}`;
  const { status, stdout } = await launch(t, 'script', [
    '--quiet',
    '--return',
    '--command',
    command,
    '/dev/null',
  ]).ended;
  assert.equal(status, 0, stdout);
  for (const disk of ['vda', 'vdb'])
    assert.match(stdout, new RegExp(`${disk} +█+░+ +\\d+% .*MiB.*MiB/s`), stdout);
  assert.match(stdout, /vda +█{30} 100% {2}64 MiB \/ 64 MiB {2}completed/);
  assert.match(stdout, /Backup \S+ completed\./);
});

test('on a narrow terminal the bars give way to what stands beside them', async (t) => {
  const { file, socket } = await setUp(t);
  const command = `stty cols 44; exec ${process.execPath} ${PROGRAM} start ${file} --no-digest --qmp ${socket}`;
  const words = ['--quiet', '--return', '--command', command, '/dev/null'];
  const { status, stdout } = await launch(t, 'script', words).ended;
  assert.equal(status, 0, stdout);
  assert.match(stdout, /vda +100% {2}\d+ MiB \/ \d+ MiB {2}complet/);
});

test('more disks than the terminal has rows are shown in plain lines', async (t) => {
  const { file, socket } = await setUp(t);
  const command = `stty rows 4 cols 120; exec ${process.execPath} ${PROGRAM} start ${file} --no-digest --qmp ${socket}`;
  const { status, stdout } = await launch(t, 'script', [
    '--quiet',
    '--return',
    '--command',
    command,
    '/dev/null',
  ]).ended;
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
