import assert from 'node:assert/strict';
import { readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backUp, contentOf, guest, libraryFor, takeHistory } from '../archive/library';
import { backupXml, fileDisk, folderFor } from '../backup/support';
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

  await t.test('a damaged backup is named, and restored only where damage is accepted', async () => {
    const file = path.join(folder, 'vda.2.qcow2');
    const bytes = await readFile(file);
    bytes[bytes.length - 9]! ^= 16;
    await writeFile(file, bytes);
    const found = await domainbackup(t, 'verify', second, ...catalog);
    assert.equal(found.status, 1);
    assert.match(
      found.stdout,
      new RegExp(`${first}: DAMAGED\n  error: Disk "vda" of run ${first}: .* SHA-256`),
    );
    assert.match(found.stdout, new RegExp(`${full}: sound`));

    const to = await folderFor(t);
    const refused = await domainbackup(t, 'restore', second, '--to', to, ...catalog);
    assert.equal(refused.status, 3);
    assert.match(refused.stderr, new RegExp(`The backup is damaged: disk "vda" of run ${first}: "`));
    assert.deepEqual(await readdir(to), []);
    const accepted = await domainbackup(t, 'restore', second, '--to', to, '--accept-damage', ...catalog);
    assert.equal(accepted.status, 6, accepted.stderr);
    // Of each disk it is said what it is worth, with the file that is damaged.
    const [vda = '', vdb = ''] = accepted.stdout.split('\n');
    assert.match(
      vda,
      new RegExp(`^vda: .* the same as its backup, which is damaged: disk "vda" of run ${first}`),
    );
    assert.ok(vda.includes(file), vda);
    assert.match(vdb, /^vdb: .*; compared, and the same\.$/);
    const json = await domainbackup(
      t,
      'restore',
      second,
      '--to',
      await folderFor(t),
      '--accept-damage',
      '--json',
      ...catalog,
    );
    const { disks } = jsonLines(json.stdout).at(-1) as { disks: Record<string, unknown>[] };
    assert.deepEqual(
      disks.map(({ digests, damage }) => [digests, damage]),
      [
        ['damaged', [{ run: first, disk: 'vda', file, reason: 'is no longer what was backed up' }]],
        ['checked', undefined],
      ],
    );
    // What does not build on the damaged file restores as ever.
    const other = await domainbackup(t, 'restore', differential, '--to', await folderFor(t), ...catalog);
    assert.equal(other.status, 0, other.stderr);
    await truncate(file, 1000);
    const gone = await domainbackup(t, 'list', folder);
    const states = gone.stdout.split('\n').slice(2, 6);
    assert.deepEqual(
      states.map((line) => line.includes('CANNOT BE RESTORED')),
      [false, true, true, false],
      gone.stdout,
    );
    assert.match(gone.stdout, new RegExp(`^  ${first}, ${second}: ".*vda\\.2\\.qcow2" has 1000 bytes`, 'm'));
    const lacking = await domainbackup(t, 'show', second, ...catalog);
    assert.match(lacking.stdout, /^ {2}outcome: +completed; CANNOT BE RESTORED as it is now, see below$/m);
    assert.match(lacking.stdout, /^ {4}lacks: +".*vda\.2\.qcow2" has 1000 bytes/m);
    const told = jsonLines((await domainbackup(t, 'list', folder, '--json')).stdout);
    assert.deepEqual(
      told.map(({ lack }) => (lack as { kind: string } | undefined)?.kind),
      [undefined, 'certain', 'certain', undefined],
    );
    const short = await domainbackup(t, 'restore', second, '--to', await folderFor(t), ...catalog);
    assert.deepEqual([short.status, /has 1000 bytes, and had/.test(short.stderr)], [1, true], short.stderr);
    // Nothing can be read of an image that lacks its tables; that keeps no other disk back.
    const rest = await folderFor(t);
    const left = await domainbackup(t, 'restore', second, '--to', rest, '--accept-damage', ...catalog);
    assert.deepEqual([left.status, await readdir(rest)], [6, ['vdb.qcow2']], left.stderr);
    const lost =
      /^vda: not restored: Nothing of disk "vda" can be restored \(QEMU: [^{}]+\): disk "vda" of run /;
    assert.match(left.stderr, lost);
    assert.ok(left.stderr.includes(`${first}: "${file}" is no longer what was backed up.`), left.stderr);
    assert.match(left.stdout, /^vdb: .*; compared, and the same\.\n$/);
  });

  await t.test('a run that is not known, and a folder that is not there, are told so', async () => {
    const unknown = await domainbackup(t, 'show', '20200101-000000-aaaa', ...catalog);
    assert.deepEqual([unknown.status, /--catalog/.test(unknown.stderr)], [1, true]);
    const nowhere = await domainbackup(t, 'list', path.join(folder, 'no'));
    assert.deepEqual([nowhere.status, /there is no such folder/.test(nowhere.stderr)], [2, true]);
  });
});

test('prune tells what it would remove, removes it only when told to, and breaks no chain', async (t) => {
  const library = await libraryFor(t);
  await guest(library, 'vda', 'write -P 1 0 1M');
  const old = await backUp(library);
  const base = await backUp(library, { checkpoint: 'monday' });
  await guest(library, 'vda', 'write -P 2 0 64k');
  const top = await backUp(library, { since: 'monday' });
  const { folder } = library;
  const names = await readdir(folder);

  const dry = await domainbackup(t, 'prune', folder, '--keep', '1');
  assert.equal(dry.status, 0, dry.stderr);
  assert.match(
    dry.stdout,
    new RegExp(`keep +${top} .*recent\nkeep +${base} .*needed by ${top}\nremove +${old}`),
  );
  assert.match(dry.stdout, /1 run would be removed, .*do it with --yes/);
  assert.deepEqual(await readdir(folder), names, 'nothing was touched');

  const none = await domainbackup(t, 'prune', folder);
  assert.deepEqual([none.status, /give a number to keep, an age, or both/.test(none.stderr)], [2, true]);
  const young = await domainbackup(t, 'prune', folder, '--keep', '1', '--older-than', '1d');
  assert.match(young.stdout, /Nothing is to be removed/);

  const done = await domainbackup(t, 'prune', folder, '--keep', '1', '--yes');
  assert.equal(done.status, 0, done.stderr);
  assert.deepEqual(
    (await readdir(folder)).toSorted(),
    names.filter((name) => !name.includes(old) && !/^vd[ab]\.0\./.test(name)).toSorted(),
  );
  assert.equal((await domainbackup(t, 'verify', folder)).status, 0);
});

test('start records the digests once the backup has completed, or leaves them to verify', async (t) => {
  const library = await libraryFor(t);
  const { folder, machine } = library;
  await guest(library, 'vda', 'write -P 1 0 1M');
  await library.client.close();
  const file = path.join(await folderFor(t), 'backup.xml');
  const backups = { a: [] as string[], b: ['--no-digest'] };
  for (const [name, flags] of Object.entries(backups)) {
    await writeFile(file, backupXml(fileDisk('vda', path.join(folder, name))));
    const { status, stderr } = await domainbackup(t, 'start', file, '--qmp', machine.qmp[0]!, ...flags);
    assert.equal(status, 0, stderr);
  }
  const shaOf = async (): Promise<string[]> => {
    const { stdout } = await domainbackup(t, 'list', folder, '--json');
    return jsonLines(stdout).map((run) => (run['disks'] as { sha256?: string }[])[0]!.sha256 ?? 'none');
  };
  const [late, early] = await shaOf();
  assert.deepEqual([late, early!.length], ['none', 64]);
  assert.match(
    (await domainbackup(t, 'list', folder)).stdout,
    /^ {2}(\S+): no digest is recorded, .* domainbackup verify \1$/m,
  );
  const verified = await domainbackup(t, 'verify', folder);
  assert.equal(verified.status, 0);
  assert.match(
    verified.stdout,
    /warning: Disk "vda" of run .*: its digest was not recorded.* it is recorded now/,
  );
  assert.equal((await shaOf())[0]!.length, 64);
  // Without --catalog, it is found where it was backed up to.
  const [{ run } = { run: '' }] = jsonLines((await domainbackup(t, 'list', folder, '--json')).stdout);
  const shown = await domainbackup(t, 'show', String(run));
  assert.deepEqual([shown.status, shown.stdout.startsWith(`Backup ${String(run)} of guest1`)], [0, true]);
  // What a late digest cannot speak for is told from then on.
  assert.match(
    shown.stdout,
    /^ {4}digested: .* by a later verification, so damage before that is not seen$/m,
  );
  const again = await domainbackup(t, 'verify', folder);
  assert.match(again.stdout, /warning: Run \S+: the digest of "vda" was made at .* by a verification/);
  const to = await folderFor(t);
  const restored = await domainbackup(t, 'restore', String(run), '--to', to);
  assert.match(restored.stdout, /made only at a later verification, so damage before that is not seen/);
});
