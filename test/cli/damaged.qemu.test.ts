import assert from 'node:assert/strict';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { libraryFor, takeHistory } from '../archive/library';
import { folderFor } from '../backup/support';
import { domainbackup, jsonLines } from './support';

test('a damaged backup is named, and restored only where damage is accepted', async (t) => {
  const library = await libraryFor(t);
  const [full = '', first = '', second = '', differential = ''] = await takeHistory(library);
  const { folder } = library;
  const catalog = ['--catalog', folder];
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
