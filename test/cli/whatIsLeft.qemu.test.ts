import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { DAY, idOf, NOW, writeSpread, type Spread } from '../archive/written';
import { folderFor, run as tool } from '../backup/support';
import { domainbackup, jsonLines } from './support';

const RUN = idOf(NOW - DAY, 1);

/** A backup of two disks in a folder. */
async function twoDisks(folder: string, digest: Spread['digest'] = 'recorded'): Promise<void> {
  await writeSpread(RUN, DAY, [
    { disk: 'vda', file: path.join(folder, 'vda.raw'), content: 'a'.repeat(4096), digest },
    { disk: 'vdb', file: path.join(folder, 'vdb.raw'), content: 'b'.repeat(4096), digest },
  ]);
}

async function restore(t: TestContext, folder: string, ...options: string[]) {
  const to = await folderFor(t);
  const words = ['restore', RUN, '--to', to, '--format', 'raw', '--catalog', folder, ...options];
  return { ...(await domainbackup(t, ...words)), to };
}

test('of a backup that lacks the file of a disk, the others are restored where damage is accepted', async (t) => {
  const harms: [name: string, clause: string, (file: string) => Promise<void>][] = [
    ['gone', 'is missing', (file) => rm(file)],
    [
      'a folder',
      'is no file any more',
      async (file) => {
        await rm(file);
        await mkdir(file);
      },
    ],
    [
      'a pipe',
      'is no file any more',
      async (file) => {
        await rm(file);
        execFileSync('mkfifo', [file]);
      },
    ],
  ];
  for (const [name, clause, harm] of harms) {
    const folder = await folderFor(t);
    await twoDisks(folder);
    const file = path.join(folder, 'vda.raw');
    await harm(file);
    const reason = `Disk "vda" of run ${RUN}: "${file}" ${clause}.`;

    // What works is named: the other disk, or what is left.
    const refused = await restore(t, folder);
    assert.deepEqual(
      [refused.status, refused.stderr],
      [
        1,
        `${reason} What is left, "vdb", can be restored: choose it alone (on the command line, --disk vdb), or accept damage (--accept-damage).\n`,
      ],
      name,
    );
    assert.deepEqual(await readdir(refused.to), []);

    const accepted = await restore(t, folder, '--accept-damage');
    assert.deepEqual([accepted.status, accepted.stderr], [6, `vda: not restored: ${reason}\n`], name);
    assert.match(accepted.stdout, /^vdb: .*; compared, and the same\.\n$/);
    assert.equal(await readFile(path.join(accepted.to, 'vdb.raw'), 'utf8'), 'b'.repeat(4096));

    const json = await restore(t, folder, '--accept-damage', '--json');
    const { lost, disks } = jsonLines(json.stdout).at(-1) as { lost: unknown; disks: unknown[] };
    assert.deepEqual([lost, disks.length], [[{ disk: 'vda', reason, reached: 'refused' }], 1]);

    // Where nothing at all is left, nothing was restored.
    const nothing = await restore(t, folder, '--accept-damage', '--disk', 'vda');
    assert.deepEqual([nothing.status, nothing.stderr], [1, `${reason}\n`]);
  }
});

test('of a target that was cut short, what is left is restored where damage is accepted', async (t) => {
  for (const digest of ['recorded', 'none'] as const) {
    const folder = await folderFor(t);
    await twoDisks(folder, digest);
    await truncate(path.join(folder, 'vda.raw'), 1024);
    const refused = await restore(t, folder, '--disk', 'vda');
    assert.equal(refused.status, 1);
    assert.match(
      refused.stderr,
      /"[^"]+vda\.raw" has 1024 bytes, and had 4096\. What is left .*--accept-damage/,
    );
    const accepted = await restore(t, folder, '--accept-damage');
    assert.equal(accepted.status, 6, accepted.stderr);
    assert.match(
      accepted.stdout,
      /^vda: .* which is damaged: disk "vda" of run .*\nvdb: .*compared, and the same/,
    );
    const left = await readFile(path.join(accepted.to, 'vda.raw'));
    assert.equal(left.toString(), 'a'.repeat(1024) + '\0'.repeat(3072));
    assert.equal(await readFile(path.join(accepted.to, 'vdb.raw'), 'utf8'), 'b'.repeat(4096));
  }
});

test('of two copies of a backup, the sound one is read where the other is damaged, and that is said', async (t) => {
  const folder = await folderFor(t);
  const [first, second] = [path.join(folder, 'A'), path.join(folder, 'Z')];
  await twoDisks(first);
  await cp(first, second, { recursive: true });
  const damaged = path.join(first, 'vda.raw');
  const sound = path.join(second, 'vda.raw');
  const words = (clause: string) =>
    `Disk "vda" of run ${RUN}: "${damaged}" ${clause}; its copy "${sound}" is as it was written, and was read in its place.`;
  const isRestored = async (clause: string, ...options: string[]) => {
    const { status, stdout, stderr, to } = await restore(t, folder, ...options);
    assert.deepEqual([status, stderr], [0, `warning: ${words(clause)}\n`], stdout);
    assert.match(stdout, /^vda: .*; compared, and the same\.\nvdb: .*; compared, and the same\.\n$/);
    assert.deepEqual(await readdir(to), ['vda.raw', 'vdb.raw']);
    assert.equal(await readFile(path.join(to, 'vda.raw'), 'utf8'), 'a'.repeat(4096));
  };

  const changed = 'is no longer what was backed up';
  await writeFile(damaged, 'x'.repeat(4096));
  await isRestored(changed);
  // Nobody who accepts damage wants it where there is none.
  await isRestored(changed, '--accept-damage');
  const { stdout } = await restore(t, folder, '--json');
  const lines = jsonLines(stdout);
  const [finding] = lines.filter(({ event }) => event === 'finding');
  assert.deepEqual(finding, {
    event: 'finding',
    severity: 'warning',
    code: 'copy-read',
    run: RUN,
    disk: 'vda',
    file: damaged,
    message: words(changed),
  });
  const [vda, vdb] = lines.at(-1)!['disks'] as Record<string, unknown>[];
  const replaced = { run: RUN, disk: 'vda', file: damaged, reason: changed, is: 'damaged', copy: sound };
  assert.deepEqual([vda!['digests'], vda!['replaced'], vdb!['replaced']], ['checked', [replaced], undefined]);

  await truncate(damaged, 10);
  await isRestored('has 10 bytes, and had 4096');
  await isRestored('has 10 bytes, and had 4096', '--accept-damage');

  // A copy that is damaged as well is no way out, and named.
  await writeFile(sound, 'y'.repeat(4096));
  const both = await restore(t, folder);
  const named = `"${damaged}" has 10 bytes, and had 4096, and its copy "${sound}" ${changed}.`;
  assert.deepEqual([both.status, both.stderr.includes(named)], [1, true], both.stderr);
  await writeFile(damaged, 'x'.repeat(4096));
  const changedBoth = await restore(t, folder);
  assert.deepEqual([changedBoth.status, await readdir(changedBoth.to)], [3, []]);
  assert.match(
    changedBoth.stderr,
    /^The backup is damaged: .*is no longer what was backed up, and its copy .* up\. Restore another run/,
  );
});

test('list does not call a second copy of a backup an image that no manifest tells of', async (t) => {
  const folder = await folderFor(t);
  const [first, second] = [path.join(folder, 'A'), path.join(folder, 'Z')];
  await twoDisks(first);
  const image = path.join(first, 'vda.raw');
  const alone = path.join(folder, 'alone.qcow2');
  // What its name ends in does not tell an image's format.
  for (const file of [image, alone]) await tool('qemu-img', ['create', '-q', '-f', 'qcow2', file, '1M']);
  await cp(first, second, { recursive: true });
  const { status, stdout } = await domainbackup(t, 'list', folder);
  assert.equal(status, 0);
  assert.ok(stdout.endsWith(`:\n  ${alone}\n`), stdout);
});
