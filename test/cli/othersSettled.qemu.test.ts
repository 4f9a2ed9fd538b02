import assert from 'node:assert/strict';
import { chmod, copyFile, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { backupXml, fileDisk, inQcow2, TWO_SLOW_DISKS } from '../backup/support';
import { notOurs } from './notOurs';
import { domainbackup } from './support';

type Scene = Awaited<ReturnType<typeof notOurs>>;

/** Starts a backup as the user, whose program is killed once the jobs run; another user follows and settles it. */
async function settledByAnother(t: TestContext, scene: Scene, disks: string[], ...options: string[]) {
  const { file, socket, user } = scene;
  await writeFile(file, backupXml(...disks));
  const killed = user('start', file, '--qmp', socket, ...options);
  await killed.printed(/vda: running/);
  killed.process.kill('SIGKILL');
  await killed.ended;
  const { status, stdout, stderr } = await domainbackup(t, 'attach', '--qmp', socket);
  assert.deepEqual([status, /^Backup \S+ completed\.$/m.test(stdout)], [0, true], stdout + stderr);
  assert.match(
    stderr,
    /^No manifest .* its record is with whoever started it, .* attach to the machine too/m,
  );
}

for (const [names, mode] of [
  ['their final names', 0o755],
  ['partial names', 0o777],
] as const)
  test(`a backup with ${names} that another user has settled has completed for its owner, with its manifest`, async (t) => {
    const scene = await notOurs(t, inQcow2(TWO_SLOW_DISKS));
    const { socket, targets, run } = scene;
    await chmod(targets, mode);
    const images = ['a', 'b'].map((name) => path.join(targets, name));
    const disks = images.map((image, index) => fileDisk(['vda', 'vdb'][index]!, image));
    await settledByAnother(t, scene, disks, '--checkpoint', 'monday');
    assert.deepEqual((await readdir(targets)).toSorted(), ['a', 'b']);
    const { status, stdout, stderr } = await run('attach', '--qmp', socket);
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /completed\.\n {2}vda: .*a\n {2}vdb: .*b\n {2}checkpoint "monday": made\n$/);
    for (const image of images) {
      const verified = await run('verify', image);
      assert.deepEqual([verified.status, verified.stderr], [0, ''], verified.stdout);
      assert.doesNotMatch(verified.stdout, /whole as an image/);
    }
    const listed = await run('checkpoint', 'list', '--qmp', socket);
    assert.doesNotMatch(listed.stdout, /lost/);
  });

test('what proves nothing of a backup that another user has settled stays unknown, and is not to be removed unasked', async (t) => {
  const scene = await notOurs(t, TWO_SLOW_DISKS);
  const { socket, targets, run } = scene;
  const raw = path.join(targets, 'a.raw');
  await settledByAnother(t, scene, [fileDisk('vda', raw, 'raw')]);
  const one = await run('attach', '--qmp', socket);
  assert.equal(one.status, 5, one.stdout + one.stderr);
  assert.match(
    one.stdout,
    /Unless another user was told that the backup completed, make it again, then remove it\.\n$/,
  );

  // Something else lies there since.
  const image = path.join(targets, 'b.qcow2');
  await settledByAnother(t, scene, [fileDisk('vda', image)]);
  await copyFile(image, `${image}.copy`);
  await rename(`${image}.copy`, image);
  assert.equal((await run('attach', '--qmp', socket)).status, 5);
});
