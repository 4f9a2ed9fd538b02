import assert from 'node:assert/strict';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { contentOf, libraryFor, takeHistory } from '../archive/library';
import { folderFor } from '../backup/support';
import { domainbackup, jsonLines, start } from './support';

test('list, show, verify and restore tell a chain of backups, and bring each point in time back', async (t) => {
  const library = await libraryFor(t);
  const [full = '', first = '', second = '', differential = ''] = await takeHistory(library);
  const { folder, truth } = library;
  const catalog = ['--catalog', folder];

  const listed = await domainbackup(t, 'list', folder);
  assert.equal(listed.status, 0, listed.stderr);
  const lines = listed.stdout.split('\n').map((line) => line.trimEnd());
  assert.equal(lines[0], 'guest1 (8b2dcb5a-4b4e-4f65-9d2c-0f5a4c3f9d11):');
  // What builds on a run stands below it and further in, in the order of time.
  assert.deepEqual(
    lines.slice(2, 6).map((line) => /^( +)(\S+) +\S+ \S+ +(\w+)/.exec(line)?.slice(1)),
    [
      ['  ', full, 'full'],
      ['    ', first, 'incremental'],
      ['      ', second, 'incremental'],
      ['    ', differential, 'differential'],
    ],
    listed.stdout,
  );

  const shown = await domainbackup(t, 'show', second, ...catalog);
  assert.equal(shown.status, 0, shown.stderr);
  assert.match(shown.stdout, new RegExp(`mode: +incremental since tuesday \\(${first}\\)`));
  assert.match(shown.stdout, new RegExp(`on top of: ${first}, ${full}`));
  assert.match(shown.stdout, /sha256: +[0-9a-f]{64}/);
  // The id tells when the run was planned, its name when it was, and neither is when its disks were as they are.
  assert.match(shown.stdout, /^ {2}name: +\d{10} \(none was given: its start in seconds since 1970\)$/m);
  assert.match(shown.stdout, /^ {2}planned: +\S+ \S+, which the id tells in UTC$/m);
  assert.match(shown.stdout, /^ {2}started: +\S+ \S+, the point in time of every disk$/m);

  const verified = await domainbackup(t, 'verify', folder);
  assert.equal(verified.status, 0, verified.stdout);
  for (const run of [full, first, second, differential])
    assert.match(verified.stdout, new RegExp(`${run}: sound`));

  await t.test('restore writes new files, and says what from', async () => {
    const to = await folderFor(t);
    const restored = await domainbackup(t, 'restore', second, '--to', to, '--json', ...catalog);
    assert.equal(restored.status, 0, restored.stderr);
    const events = jsonLines(restored.stdout);
    assert.deepEqual(events.at(-1), {
      event: 'finished',
      run: second,
      disks: ['vda', 'vdb'].map((disk) => ({
        disk,
        file: path.join(to, `${disk}.qcow2`),
        from: [full, first, second],
        digests: 'checked',
      })),
    });
    for (const phase of ['copying', 'comparing'])
      assert.ok(
        events.some((event) => event['phase'] === phase && event['disk'] === 'vda'),
        phase,
      );
    assert.equal(await contentOf(path.join(to, 'vda.qcow2'), 'qcow2', to), truth.get(`${second} vda`));

    const one = await domainbackup(
      t,
      'restore',
      full,
      '--to',
      to,
      '--disk',
      'vdb',
      '--format',
      'raw',
      ...catalog,
    );
    assert.equal(one.status, 0, one.stderr);
    assert.deepEqual((await readdir(to)).toSorted(), ['vda.qcow2', 'vdb.qcow2', 'vdb.raw']);
  });

  await t.test(
    'restore never writes onto what exists, not even through a link that leads nowhere',
    async () => {
      const to = await folderFor(t);
      await writeFile(path.join(to, 'vda.qcow2'), 'precious');
      const refused = await domainbackup(t, 'restore', full, '--to', to, ...catalog);
      assert.equal(refused.status, 1);
      assert.match(refused.stderr, /"[^"]+vda\.qcow2" exists already, and nothing existing is overwritten/);
      assert.equal(await readFile(path.join(to, 'vda.qcow2'), 'utf8'), 'precious');
      await symlink('/nowhere/at/all', path.join(to, 'vda.raw'));
      const linked = await domainbackup(t, 'restore', full, '--to', to, '--format', 'raw', ...catalog);
      assert.equal(linked.status, 1);
      assert.deepEqual((await readdir(to)).toSorted(), ['vda.qcow2', 'vda.raw']);
    },
  );

  /** Runs the program with other tools than those of the system, by their folder. */
  async function withTools<T>(folderOfTools: string, job: () => Promise<T>): Promise<T> {
    const before = process.env['PATH'];
    process.env['PATH'] = folderOfTools;
    try {
      return await job();
    } finally {
      process.env['PATH'] = before;
    }
  }

  await t.test('an interrupt takes back the disk that is being restored', async () => {
    const to = await folderFor(t);
    const tools = await folderFor(t);
    // The real one is too fast to be interrupted on a small disk: it stops once it has made the new file.
    const slow = `#!/bin/sh\nPATH=${process.env['PATH']}\nqemu-img "$@" || exit\n[ "$1" != convert ] || exec sleep 600\n`;
    await writeFile(path.join(tools, 'qemu-img'), slow, { mode: 0o755 });
    const running = await withTools(tools, async () =>
      start(t, 'restore', second, '--to', to, '--json', ...catalog),
    );
    await running.printed(/"phase":"copying","current":[1-9]/);
    assert.deepEqual(
      (await readdir(to)).map((name) => name.replace(/\d{8}-\d{6}-\w{4}/, 'RUN')),
      ['vda.qcow2.restore.RUN.partial'],
    );
    running.process.kill('SIGINT');
    const { status, stderr } = await running.ended;
    assert.deepEqual([status, stderr], [4, 'Interrupted; the disk that was being restored was removed.\n']);
    assert.deepEqual(await readdir(to), []);
  });

  await t.test('without qemu-img it says what to install', async () => {
    const to = await folderFor(t);
    const { status, stderr } = await withTools(to, () =>
      domainbackup(t, 'restore', full, '--to', to, ...catalog),
    );
    assert.notEqual(status, 0);
    assert.match(stderr, /^domainbackup: qemu-img is not installed[^\n]*qemu-utils[^\n]*\n$/);
  });

  await t.test('a run that is not known, and a folder that is not there, are told so', async () => {
    const unknown = await domainbackup(t, 'show', '20200101-000000-aaaa', ...catalog);
    assert.deepEqual([unknown.status, /--catalog/.test(unknown.stderr)], [1, true]);
    const nowhere = await domainbackup(t, 'list', path.join(folder, 'no'));
    assert.deepEqual([nowhere.status, /there is no such folder/.test(nowhere.stderr)], [2, true]);
  });
});
