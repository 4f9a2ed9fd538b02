import assert from 'node:assert/strict';
import { copyFile, cp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backUp, contentOf, guest, libraryFor, takeHistory } from '../archive/library';
import { folderFor, run as tool } from '../backup/support';
import { domainbackup, jsonLines } from './support';

const manifestOf = (run: string) => `${run}.domainbackup.json`;

/** Turns one bit around near a file's end, where an image has data. */
async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length - 9]! ^= 16;
  await writeFile(file, bytes);
}

test('an image that a manifest tells of is restored and verified by it, with its chain', async (t) => {
  const library = await libraryFor(t);
  const [full = '', first = '', second = ''] = await takeHistory(library);
  const { folder, truth } = library;
  // A copy, as it is brought elsewhere: what the user named is looked at, not the files that the records lead to.
  const moved = path.join(await folderFor(t), 'moved');
  await cp(folder, moved, { recursive: true });
  const image = path.join(moved, 'vda.4.qcow2');

  const to = await folderFor(t);
  const restored = await domainbackup(t, 'restore', image, '--to', to, '--json');
  assert.equal(restored.status, 0, restored.stderr);
  assert.deepEqual(jsonLines(restored.stdout).at(-1), {
    event: 'finished',
    run: second,
    disks: [
      {
        disk: 'vda',
        file: path.join(to, 'vda.qcow2'),
        from: [full, first, second],
        digests: 'checked',
      },
    ],
  });
  assert.equal(await contentOf(path.join(to, 'vda.qcow2'), 'qcow2', to), truth.get(`${second} vda`));

  const sound = await domainbackup(t, 'verify', image);
  assert.equal(sound.status, 0, sound.stderr);
  assert.match(sound.stdout, new RegExp(`vda\\.4\\.qcow2 \\(vda of ${second}\\): sound`));
  assert.doesNotMatch(sound.stdout, /has no manifest/);

  await t.test('a flipped bit in it, or below it, is damage', async () => {
    await flip(path.join(moved, 'vda.2.qcow2'));
    const below = await domainbackup(t, 'verify', image);
    assert.equal(below.status, 1);
    assert.match(
      below.stdout,
      new RegExp(`Disk "vda" of run ${second} builds on run ${first}, which is dam`),
    );
    const refused = await domainbackup(t, 'restore', image, '--to', await folderFor(t));
    assert.equal(refused.status, 3);
    assert.match(refused.stderr, new RegExp(`The backup is damaged: disk "vda" of run ${first}: "`));
    await copyFile(path.join(folder, 'vda.2.qcow2'), path.join(moved, 'vda.2.qcow2'));
    await flip(image);
    const own = await domainbackup(t, 'verify', image);
    assert.equal(own.status, 1);
    assert.match(own.stdout, /"[^"]+moved\/vda\.4\.qcow2" is no longer what was backed up/);
    // The other disk of the run is not what was asked about.
    const other = await domainbackup(t, 'verify', path.join(moved, 'vdb.4.qcow2'));
    assert.equal(other.status, 0, other.stdout);
    await copyFile(path.join(folder, 'vda.4.qcow2'), image);
  });

  await t.test('where its manifest is damaged, it is refused', async () => {
    const manifest = path.join(moved, manifestOf(second));
    await truncate(manifest, 500);
    const refused = await domainbackup(t, 'restore', image, '--to', await folderFor(t));
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, new RegExp(`${manifestOf(second)}" cannot be read: it is damaged`));
    assert.equal((await domainbackup(t, 'verify', image)).status, 1);
    await copyFile(path.join(folder, manifestOf(second)), manifest);
  });

  await t.test('an increment alone is refused, whatever it is called, and nothing is restored', async () => {
    const alone = path.join(await folderFor(t), 'alone.qcow2');
    await copyFile(path.join(folder, 'vda.4.qcow2'), alone);
    const target = await folderFor(t);
    const refused = await domainbackup(t, 'restore', alone, '--to', target);
    assert.equal(refused.status, 1);
    const words = `"${alone}" is an increment, made by run ${second} on top of run ${first}`;
    assert.ok(refused.stderr.includes(words), refused.stderr);
    assert.deepEqual(await readdir(target), []);
    const verified = await domainbackup(t, 'verify', alone);
    assert.equal(verified.status, 1);
    assert.ok(verified.stderr.includes(words), verified.stderr);
    // Under another name in its own folder as well.
    await rename(image, path.join(moved, 'renamed.qcow2'));
    const renamed = await domainbackup(t, 'restore', path.join(moved, 'renamed.qcow2'), '--to', target);
    assert.equal(renamed.status, 1);
    assert.match(renamed.stderr, /is an increment/);
    // What is restored from it is whole, and is taken for that.
    const whole = await domainbackup(t, 'verify', path.join(to, 'vda.qcow2'));
    assert.equal(whole.status, 0, whole.stderr);
  });
});

test('images that another program has made, without a manifest, are verified and restored too', async (t) => {
  const library = await libraryFor(t);
  await guest(library, 'vda', 'write -P 1 0 1M');
  const run = await backUp(library);
  const { folder, truth } = library;
  await rm(path.join(folder, `${run}.domainbackup.json`));
  await writeFile(path.join(folder, 'domain.xml'), '<domain/>');
  const image = path.join(folder, 'vda.0.qcow2');

  const verified = await domainbackup(t, 'verify', folder);
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  assert.match(
    verified.stdout,
    /vda\.0\.qcow2: whole as an image\n  warning: .* has no manifest, so nobody can tell whether it is a whole backup/,
  );
  assert.match(verified.stdout, /vdb\.0\.qcow2: whole as an image/);
  // Who looks at the folder first is told what there is, and what can be done with it.
  const listed = await domainbackup(t, 'list', folder);
  assert.match(listed.stdout, /^No manifest of a backup is here\.\nImages .* restore FILE --to DIR\):\n/);
  assert.ok(listed.stdout.includes(`\n  ${image}\n`), listed.stdout);
  const pruned = await domainbackup(t, 'prune', folder, '--keep', '1', '--yes');
  assert.match(pruned.stdout, /^No manifest of a backup is here, and only what one tells of is removed\.$/m);
  const to = await folderFor(t);
  const restored = await domainbackup(t, 'restore', image, '--to', to);
  assert.equal(restored.status, 0, restored.stderr);
  // The run that it is taken for is made up, and not named.
  assert.equal(
    restored.stdout,
    `vda.0: ${path.join(to, 'vda.0.qcow2')}, from the image "${image}"; compared, and the same.\n`,
  );
  assert.match(restored.stderr, /^warning: ".*vda\.0\.qcow2" has no manifest, so nobody can tell whether/);
  assert.equal(await contentOf(path.join(to, 'vda.0.qcow2'), 'qcow2', to), truth.get(`${run} vda`));

  const increment = path.join(folder, 'increment.qcow2');
  await tool('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', image, '-F', 'qcow2', increment]);
  const refused = await domainbackup(t, 'restore', increment, '--to', to);
  assert.deepEqual([refused.status, /is no whole backup: it names/.test(refused.stderr)], [1, true]);
  const data = path.join(folder, 'data.raw');
  const outside = path.join(folder, 'outside.qcow2');
  await tool('qemu-img', ['create', '-q', '-f', 'qcow2', '-o', `data_file=${data}`, outside, '1M']);
  for (const words of [
    ['verify', outside],
    ['restore', outside, '--to', await folderFor(t)],
  ]) {
    const { status, stderr } = await domainbackup(t, ...words);
    assert.deepEqual([status, stderr.includes(`its data is in another file, "${data}"`)], [1, true], stderr);
  }
  const text = await domainbackup(t, 'verify', path.join(folder, 'domain.xml'));
  assert.deepEqual([text.status, /is no qcow2 image/.test(text.stderr)], [1, true]);
});

test('verify takes several folders, runs and images at once', async (t) => {
  const library = await libraryFor(t);
  await guest(library, 'vda', 'write -P 1 0 1M');
  const full = await backUp(library, { checkpoint: 'monday', below: { vda: 'a', vdb: 'a' } });
  await guest(library, 'vda', 'write -P 2 0 64k');
  const top = await backUp(library, { since: 'monday', below: { vda: 'b', vdb: 'b' } });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => path.join(library.folder, name)) as [
    string,
    string,
    string,
  ];
  const both = await domainbackup(t, 'verify', a, b);
  assert.deepEqual([both.status, both.stderr], [0, '']);
  for (const run of [full, top]) assert.match(both.stdout, new RegExp(`^${run}: sound$`, 'm'));

  await cp(a, c, { recursive: true });
  await flip(path.join(c, 'vda.0.qcow2'));
  const catalog = ['--catalog', a, '--catalog', b];
  const mixed = await domainbackup(t, 'verify', top, path.join(c, 'vda.0.qcow2'), '--json', ...catalog);
  assert.equal(mixed.status, 1);
  const verdicts = jsonLines(mixed.stdout).filter(({ event }) => event === 'verified');
  assert.deepEqual(
    verdicts.map(({ run, files, verdict }) => [run, files, verdict]),
    [
      [top, undefined, 'sound'],
      [full, undefined, 'sound'],
      [full, [path.join(c, 'vda.0.qcow2')], 'damaged'],
    ],
  );
  const empty = await folderFor(t);
  const nothing = await domainbackup(t, 'verify', a, empty);
  assert.deepEqual([nothing.status, nothing.stderr], [1, `${empty}: no backup is here\n`]);
});
