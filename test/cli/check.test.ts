import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { folderFor } from '../backup/support';
import { domainbackup, jsonLines, launch, PROGRAM } from './support';

const BAD =
  '<domainbackup mode="psh">\n  <disks>\n    <disk name="vda" type="filx"/>\n  </disks>\n</domainbackup>\n';

test('a valid document passes silently', async (t) => {
  assert.deepEqual(await domainbackup(t, 'check', 'examples/two-disks.xml', 'examples/pull.xml'), {
    status: 0,
    stdout: '',
    stderr: '',
  });
});

test('each problem is a line with file, line, column, severity and message', async (t) => {
  const file = path.join(await folderFor(t), 'bad.xml');
  await writeFile(file, BAD);
  const { status, stdout } = await domainbackup(t, 'check', file);
  assert.equal(status, 1);
  assert.deepEqual(stdout.trim().split('\n'), [
    `${file}:1:21: error: value of attribute "mode" is "psh"; expected push or pull`,
    `${file}:3:28: error: value of attribute "type" is "filx"; expected file or block`,
  ]);
});

test('with --json each problem is an object with its whole range', async (t) => {
  const file = path.join(await folderFor(t), 'bad.xml');
  await writeFile(file, BAD);
  const { status, stdout } = await domainbackup(t, 'check', '--json', file);
  assert.equal(status, 1);
  assert.deepEqual(jsonLines(stdout)[0], {
    file,
    line: 1,
    column: 21,
    endLine: 1,
    endColumn: 24,
    severity: 'error',
    code: 'invalid-value',
    message: 'value of attribute "mode" is "psh"; expected push or pull',
  });
});

test('a warning is printed and does not make a document invalid', async (t) => {
  const file = path.join(await folderFor(t), 'warned.xml');
  await writeFile(file, '<!DOCTYPE domainbackup><domainbackup/>');
  const { status, stdout } = await domainbackup(t, 'check', file);
  assert.equal(status, 0);
  assert.match(stdout, /:1:\d+: warning: /);
});

for (const [what, content, message] of [
  ['an empty file', '', /:1:1: error: the document is empty/],
  ['JSON instead of XML', '{"disks": []}', /:1:1: error: this is not XML but looks like JSON/],
  ['another root element', '<domain/>', /"domain" is the definition of a machine, not a backup of its disks/],
  ['an escape sequence in a name', '<domainbackup mode="\u001b[2Jx"/>', /\\u001b\[2J/],
] as const) {
  test(`${what} is one clear line`, async (t) => {
    const file = path.join(await folderFor(t), 'file.xml');
    await writeFile(file, content);
    const { status, stdout, stderr } = await domainbackup(t, 'check', file);
    assert.equal(status, 1);
    assert.match(stdout, message);
    assert.equal(stderr, '');
    // oxlint-disable-next-line no-control-regex -- the terminal must not get it
    assert.doesNotMatch(stdout, /\u001b/);
  });
}

test('a file that cannot be read is one line on stderr, and the other files are checked all the same', async (t) => {
  const folder = await folderFor(t);
  const bad = path.join(folder, 'bad.xml');
  const binary = path.join(folder, 'binary.xml');
  await writeFile(bad, BAD);
  await writeFile(binary, Buffer.from([0x3c, 0xff, 0xfe, 0x3e]));
  await mkdir(path.join(folder, 'sub'));
  const { status, stdout, stderr } = await domainbackup(
    t,
    'check',
    '/nowhere/a.xml',
    '',
    path.join(folder, 'sub'),
    binary,
    bad,
  );
  assert.equal(status, 2);
  assert.deepEqual(stderr.trim().split('\n'), [
    '/nowhere/a.xml: cannot be read: there is no such file',
    '"": cannot be read: there is no such file',
    `${folder}/sub: cannot be read: it is a folder`,
    `${binary}: is not UTF-8 text; convert it, for example with iconv`,
  ]);
  assert.match(stdout, /psh/);
});

for (const args of [
  [],
  ['check'],
  ['chekc', 'x'],
  ['start', 'examples/two-disks.xml'],
  ['jobs'],
  ['check', '--qmp', 'x', 'y'],
]) {
  test(`"domainbackup ${args.join(' ')}" is wrong usage`, async (t) => {
    const { status, stdout, stderr } = await domainbackup(t, ...args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /\S/);
  });
}

for (const [socket, message] of [
  ['/nowhere/qmp.sock', /^There is no monitor socket \/nowhere\/qmp\.sock; .*\n$/],
  ['localhost:notaport', /^"localhost:notaport" is not the address of a QMP monitor; .*\n$/],
] as const) {
  test(`the socket ${socket} is refused in one line`, async (t) => {
    for (const command of [
      ['start', 'examples/two-disks.xml'],
      ['plan', 'examples/two-disks.xml'],
      ['jobs'],
      ['cancel'],
    ]) {
      const { status, stdout, stderr } = await domainbackup(t, ...command, '--qmp', socket);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
    }
  });
}

test('an invalid document is refused before any socket is looked at', async (t) => {
  const file = path.join(await folderFor(t), 'bad.xml');
  await writeFile(file, BAD);
  const { status, stdout, stderr } = await domainbackup(t, 'start', file, '--qmp', '/nowhere/qmp.sock');
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /bad\.xml:1:21: error: /);
  assert.doesNotMatch(stderr, /nowhere/);
});

test('programs are told the problems of a document that is to be started', async (t) => {
  const file = path.join(await folderFor(t), 'bad.xml');
  await writeFile(file, BAD);
  const started = await domainbackup(t, 'start', file, '--qmp', '/nowhere/qmp.sock', '--json');
  const planned = await domainbackup(t, 'plan', file, '--qmp', '/nowhere/qmp.sock', '--json');
  const [event] = jsonLines(started.stdout);
  assert.equal(event!['event'], 'refused');
  const [told] = jsonLines(planned.stdout);
  assert.deepEqual([told!['verdict'], told!['refused']], ['refused', event!['problems']]);
  assert.equal((event!['problems'] as unknown[]).length, 2);
});

test('--help tells the exit statuses, --version the version', async (t) => {
  const help = await domainbackup(t, '--help');
  assert.equal(help.status, 0);
  assert.match(help.stdout, /5 {2}the outcome is unknown/);
  const version = await domainbackup(t, '--version');
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
});

test('a file that never ends is refused', async (t) => {
  const folder = await folderFor(t);
  const endless = path.join(folder, 'endless.xml');
  await writeFile(endless, '');
  await truncate(endless, 65 * 1024 * 1024);
  const { status, stderr } = await domainbackup(t, 'check', endless);
  assert.deepEqual(
    [status, stderr],
    [2, `${endless}: is longer than any backup document (64 MiB); name another\n`],
  );
});

test('what is no file, and may never begin or end, is refused; what a shell hands over is read', async (t) => {
  const fifo = path.join(await folderFor(t), 'fifo');
  execFileSync('mkfifo', [fifo]);
  for (const file of [fifo, '/dev/full']) {
    const { status, stderr } = await domainbackup(t, 'check', file);
    assert.deepEqual([status, stderr], [2, `${file}: is a device, a socket or a FIFO; name a file\n`]);
  }
  const bad = path.join(await folderFor(t), 'bad.xml');
  await writeFile(bad, BAD);
  const piped = `cat ${bad} | exec ${process.execPath} ${PROGRAM} check /dev/stdin`;
  assert.match((await launch(t, 'sh', ['-c', piped]).ended).stdout, /^\/dev\/stdin:1:21: error/);
});

test('an output that cannot be written is told of once, and by the exit status where all else is well', async (t) => {
  const file = path.join(await folderFor(t), 'bad.xml');
  await writeFile(file, BAD);
  for (const [words, expected] of [
    [`check ${file}`, 1],
    ['--version', 7],
  ] as const) {
    const command = `exec ${process.execPath} ${PROGRAM} ${words} > /dev/full`;
    const { status, stderr } = await launch(t, 'sh', ['-c', command]).ended;
    assert.equal(status, expected);
    assert.match(stderr, /^error: The output could not be written, and is not whole: ENOSPC.*\n$/);
  }
  const { status, stderr } = await launch(t, 'sh', [
    '-c',
    `{ ${process.execPath} ${PROGRAM} --help; echo $? >&2; } | true`,
  ]).ended;
  assert.deepEqual([status, stderr], [0, '0\n'], 'a reader that goes away is none of the program');
});
