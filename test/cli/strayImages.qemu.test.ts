import assert from 'node:assert/strict';
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { guest, libraryFor } from '../archive/library';
import { bothTo, folderFor, run as tool } from '../backup/support';
import { setUp } from './setUp';
import { domainbackup, jsonLines } from './support';

test('verify of a folder looks at each image in it and below, and says which manifests are missing', async (t) => {
  const library = await libraryFor(t);
  const { folder, machine } = library;
  await guest(library, 'vda', 'write -P 1 0 1M');
  await library.client.close();
  const below = path.join(folder, 'guest1', 'monday');
  await mkdir(below, { recursive: true });
  const file = path.join(await folderFor(t), 'backup.xml');
  const backUp = async (name: string, since: string, ...options: string[]) => {
    const disk = `<disk name="vda" type="file"><target file="${path.join(below, name)}"/></disk>`;
    await writeFile(file, `<domainbackup>${since}<disks>${disk}</disks></domainbackup>`);
    const { status, stderr } = await domainbackup(t, 'start', file, '--qmp', machine.qmp[0]!, ...options);
    assert.equal(status, 0, stderr);
  };
  await backUp('full.qcow2', '', '--checkpoint', 'p1');
  await backUp('inc.qcow2', '<incremental>p1</incremental>');
  const manifests = (await readdir(below)).filter((name) => name.endsWith('.json')).toSorted();
  const [full = '', increment = ''] = manifests.map((name) => name.replace('.domainbackup.json', ''));
  const verify = () => domainbackup(t, 'verify', folder);

  const sound = await verify();
  assert.deepEqual([sound.status, sound.stderr], [0, '']);

  await t.test(
    'an image of another program is looked at too, and a disk that was backed up is not',
    async () => {
      const plain = path.join(below, 'plain.qcow2');
      await tool('qemu-img', ['create', '-q', '-f', 'qcow2', plain, '1M']);
      const { status, stdout } = await verify();
      assert.equal(status, 0, stdout);
      assert.match(stdout, /plain\.qcow2: whole as an image\n {2}warning: .* has no manifest/);
      const listed = jsonLines((await domainbackup(t, 'list', folder, '--json')).stdout);
      assert.deepEqual(listed.at(-1), { file: plain, manifest: 'none' });
      await rm(plain);
      // The machine's first disk was backed up; of the other one nobody here can know what it is.
      const [vda = '', vdb = ''] = machine.disks.map((disk) => disk.path);
      const both = await domainbackup(t, 'verify', folder, machine.folder);
      const said = both.stdout + both.stderr;
      assert.deepEqual([said.includes(vda), said.includes(vdb)], [false, true], said);
    },
  );

  await t.test('a second copy of a backup is held against its own manifest', async () => {
    const copy = path.join(folder, 'second');
    await cp(below, copy, { recursive: true });
    await tool('qemu-io', ['-f', 'qcow2', '-c', 'write -P 9 0 64k', path.join(copy, 'full.qcow2')]);
    const { status, stdout } = await verify();
    assert.equal(status, 1, stdout);
    assert.match(stdout, new RegExp(`second/full\\.qcow2 \\(vda of ${full}\\): DAMAGED`));
    await rm(copy, { recursive: true });
  });

  await t.test('an increment without its manifest is named with what is missing', async () => {
    const away = path.join(await folderFor(t), 'manifest');
    await rename(path.join(below, `${increment}.domainbackup.json`), away);
    const { status, stdout, stderr } = await verify();
    assert.equal(status, 1, stderr);
    assert.match(stdout, new RegExp(`${full}: sound`));
    assert.match(stderr, new RegExp(`inc\\.qcow2" is an increment, made by run ${increment}`));
    assert.match(
      stderr,
      new RegExp(`Run ${increment} was backed up to ".*its manifest ".*${increment}.*" is missing, while`),
    );
    // Its files are gone as well: they may have been moved.
    await rename(path.join(below, 'inc.qcow2'), path.join(await folderFor(t), 'inc.qcow2'));
    const moved = await domainbackup(t, 'verify', folder, '--json');
    assert.equal(moved.status, 0, moved.stdout);
    const [finding] = jsonLines(moved.stdout).filter(({ event }) => event === 'finding');
    assert.deepEqual(
      [finding?.['code'], finding?.['severity'], finding?.['run']],
      ['manifest-missing', 'warning', increment],
    );
  });

  await t.test('where no manifest is left at all, the images below are still found', async () => {
    await rm(path.join(below, `${full}.domainbackup.json`));
    const { status, stdout, stderr } = await verify();
    assert.equal(status, 1, stdout);
    assert.match(stdout, /full\.qcow2: whole as an image\n {2}warning: .* has no manifest/);
    assert.match(stderr, new RegExp(`Run ${full} was backed up to`));
    // As where the disk that the backups are on is not mounted: of nothing, nothing is sound.
    await rm(path.join(below, 'full.qcow2'));
    const nothing = await verify();
    assert.equal(nothing.status, 1, nothing.stderr);
    assert.match(nothing.stderr, new RegExp(`^warning: Run ${full} was .*it may have been moved`, 'm'));
    assert.ok(nothing.stderr.endsWith(`${folder}: no backup is here\n`), nothing.stderr);
  });
});

test('a backup that was removed by hand, and whose names a later one has, is not missed', async (t) => {
  const { targets, file, socket } = await setUp(t);
  for (const again of [false, true]) {
    if (again) for (const name of await readdir(targets)) await rm(path.join(targets, name));
    assert.equal((await domainbackup(t, 'start', file, '--qmp', socket)).status, 0);
  }
  const { status, stdout, stderr } = await domainbackup(t, 'verify', targets);
  assert.deepEqual([status, stderr], [0, ''], stdout);
});

test('a backup whose manifest is lost is missed also where a later one of the same names lies elsewhere', async (t) => {
  const { targets, file, socket } = await setUp(t);
  await writeFile(file, bothTo(targets, 'raw'));
  // As when two disks are mounted in turn, and the first one is there again.
  const [first, second] = [`${targets}-first`, `${targets}-second`];
  for (const aside of [first, second]) {
    t.after(() => rm(aside, { recursive: true, force: true }));
    assert.equal((await domainbackup(t, 'start', file, '--qmp', socket)).status, 0);
    await rename(targets, aside);
    await mkdir(targets);
  }
  await rename(first, targets);
  const [manifest = ''] = (await readdir(targets)).filter((name) => name.endsWith('.json'));
  await rm(path.join(targets, manifest));
  const { status, stderr } = await domainbackup(t, 'verify', targets, second);
  assert.equal(status, 1, stderr);
  const run = manifest.replace('.domainbackup.json', '');
  const left = ['a', 'b'].map((name) => `"${path.join(targets, name)}"`).join(' and ');
  assert.match(stderr, new RegExp(`Run ${run} was backed up to .*is missing, while ${left} may still be`));
});
