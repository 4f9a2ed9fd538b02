import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backupXml, fileDisk, folderFor, TWO_DISKS, TWO_SLOW_DISKS } from '../backup/support';
import { notOurs } from './notOurs';
import { setUp } from './setUp';
import { domainbackup, jsonLines, start } from './support';

test('a partial file is refused as no backup, by its name and wherever it lies', async (t) => {
  const { targets, file, socket } = await setUp(t, TWO_SLOW_DISKS);
  const running = start(t, 'start', file, '--qmp', socket, '--keep-partial');
  await running.printed(/vda: running/);
  running.process.kill('SIGINT');
  assert.equal((await running.ended).status, 4);
  const name = (await readdir(targets)).find((one) => /^a\..*\.partial$/.test(one)) ?? '';
  const partial = path.join(targets, name);
  const run = name.split('.')[1];
  const words = `"${partial}" is no backup: it was written by run ${run}, which did not complete: its outcome is "cancelled".\n`;
  const to = await folderFor(t);
  const restored = await domainbackup(t, 'restore', partial, '--to', to);
  assert.deepEqual([restored.status, restored.stderr, await readdir(to)], [1, words, []]);
  const verified = await domainbackup(t, 'verify', partial);
  assert.deepEqual([verified.status, verified.stderr], [1, words]);
  // Nobody there knows the run, and its name alone tells.
  const link = path.join(to, 'link.qcow2');
  await symlink(partial, link);
  const stranger = await domainbackup(t, 'verify', link, '--json');
  const [finding] = jsonLines(stranger.stdout);
  assert.deepEqual([stranger.status, finding?.['code']], [1, 'image-refused']);
});

test('a half-written file under its final name is no backup either, with a manifest elsewhere or none', async (t) => {
  const { machine, file, socket, targets, user, run } = await notOurs(t, TWO_SLOW_DISKS);
  const [a, b] = [path.join(targets, 'a.qcow2'), path.join(targets, 'b.qcow2')];
  await writeFile(file, backupXml(fileDisk('vda', a)));
  const cancelled = user('start', file, '--qmp', socket);
  await cancelled.printed(/vda: running/);
  cancelled.process.kill('SIGINT');
  assert.equal((await cancelled.ended).status, 4);
  const refused = async (image: string, ending: RegExp) => {
    for (const args of [
      ['verify', image],
      ['verify', targets],
      ['restore', image, '--to', '/tmp'],
    ]) {
      const { status, stderr } = await run(...args);
      assert.equal(status, 1, stderr);
      const line = stderr.split('\n').find((one) => one.startsWith(`"${image}" is no backup`)) ?? '';
      assert.match(line, ending, stderr);
    }
    const listed = await run('list', targets);
    assert.match(listed.stdout, new RegExp(`is no backup:\n(  .*\n)*  ${image}\n`));
    assert.doesNotMatch(listed.stdout, /no manifest here tells of/);
  };
  await refused(a, /did not complete: its outcome is "cancelled"\.$/);

  // Its record alone tells of one that nobody has seen end.
  await writeFile(file, backupXml(fileDisk('vda', b)));
  const killed = user('start', file, '--qmp', socket);
  await killed.printed(/vda: running/);
  killed.process.kill('SIGKILL');
  await killed.ended;
  machine.kill('SIGKILL');
  await refused(b, /which has not completed\.$/);
});

test('what lies in a folder that is not the user’s is found there by the manifests that are kept elsewhere', async (t) => {
  const { file, socket, targets, run } = await notOurs(t, TWO_DISKS);
  const [full, above] = [path.join(targets, 'full'), path.join(targets, 'above')];
  await mkdir(full);
  await mkdir(above);
  await chmod(above, 0o777);
  const backUp = async (target: string, since: string, ...options: string[]) => {
    const disks = backupXml(fileDisk('vda', target)).replace('<disks>', `${since}<disks>`);
    await writeFile(file, disks);
    const ended = await run('start', file, '--qmp', socket, ...options);
    assert.equal(ended.status, 0, ended.stderr);
    return /^Backup (\S+) of/.exec(ended.stdout)?.[1] ?? '';
  };
  const first = await backUp(path.join(full, 'a'), '', '--checkpoint', 'monday');
  const second = await backUp(path.join(above, 'a'), '<incremental>monday</incremental>');
  assert.deepEqual(await readdir(full), ['a']);

  for (const [folder, sound] of [
    [full, [first]],
    [above, [second, first]],
    [targets, [second, first]],
  ] as const) {
    const { status, stdout, stderr } = await run('verify', folder);
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.equal(stdout.replace(/^.* read\.\n/m, ''), sound.map((one) => `${one}: sound\n`).join(''));
    const listed = jsonLines((await run('list', folder, '--json')).stdout);
    assert.deepEqual(
      listed.map((one) => [one['run'], one['lack']]),
      sound.map((one) => [one, undefined]),
    );
  }

  await rename(full, `${full}.away`);
  const gone = await run('verify', targets);
  assert.equal(gone.status, 1);
  assert.match(
    gone.stderr,
    new RegExp(`^warning: Run ${first} was backed up to "${full}", and its files are missing`),
  );
});
