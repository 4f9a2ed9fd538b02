import assert from 'node:assert/strict';
import { chmod, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { backupXml, fileDisk, folderFor, inQcow2, run as tool, TWO_SLOW_DISKS } from '../backup/support';
import { notOurs } from './notOurs';
import { jsonLines } from './support';

/** A user's cancelled backup, whose file has its final name and stays. */
async function cancelledBackup(t: TestContext) {
  const scene = await notOurs(t, inQcow2(TWO_SLOW_DISKS));
  const image = path.join(scene.targets, 'a.qcow2');
  await writeFile(scene.file, backupXml(fileDisk('vda', image)));
  const running = scene.user('start', scene.file, '--qmp', scene.socket, '--json');
  await running.printed(/"status":"running"/);
  running.process.kill('SIGINT');
  const { status, stdout } = await running.ended;
  assert.equal(status, 4, stdout);
  return { ...scene, image, cancelled: String(jsonLines(stdout)[0]!['run']) };
}

/** An image of another program's. */
const create = (image: string) => tool('qemu-img', ['create', '-q', '-f', 'qcow2', image, '1M']);

test('an image that has the name of what a cancelled run has left is verified, restored and listed, with a warning', async (t) => {
  const { image, targets, run, cancelled } = await cancelledBackup(t);
  const before = await run('history');
  assert.ok(before.stdout.endsWith(`what it wrote so far is in "${image}"\n`), before.stdout);
  await rm(image);
  await create(image);
  const doubt = `Run ${cancelled}, which did not complete, has left a file called "${image}"; by its times, what is there now is another one.`;
  for (const what of [image, targets]) {
    const { status, stdout, stderr } = await run('verify', what);
    assert.deepEqual([status, stderr], [0, `warning: ${doubt}\n`], stdout);
    assert.ok(stdout.includes(`${image}: whole as an image\n`), stdout);
  }
  const to = await folderFor(t);
  await chmod(to, 0o777);
  const restored = await run('restore', image, '--to', to);
  assert.deepEqual([restored.status, restored.stderr.includes(doubt)], [0, true], restored.stderr);
  const { stdout } = await run('list', targets);
  assert.ok(stdout.includes(`restore FILE --to DIR):\n  ${image}\n`), stdout);
  assert.doesNotMatch(stdout, /is no backup/);

  const lines = jsonLines((await run('verify', image, '--json')).stdout);
  const finding = lines.find(({ code }) => code === 'image-doubtful');
  assert.deepEqual(
    [finding?.['file'], finding?.['severity'], finding?.['message']],
    [image, 'warning', doubt],
  );
});

test('what a cancelled run has left is refused after it was copied or brought back, by its mark', async (t) => {
  const { image, targets, run } = await cancelledBackup(t);
  const aside = path.join(targets, 'b.qcow2');
  await rename(image, aside);
  await create(image);
  assert.equal((await run('verify', image)).status, 0);
  await rename(aside, image);
  await utimes(image, 1, 1);
  const { status, stderr } = await run('verify', image);
  assert.deepEqual([status, /is no backup: it was written by run/.test(stderr)], [1, true], stderr);
  // The mark taken out: by its times, it was made by the run and written to later.
  const { stdout } = await tool('qemu-img', ['info', '--output=json', image]);
  const name = /domainbackup-unfinished\.[^"]+/.exec(stdout)?.[0] ?? '';
  await tool('qemu-img', ['bitmap', '--remove', image, name]);
  const unsure = await run('verify', image);
  assert.match(unsure.stderr, /has left a file called ".*a\.qcow2"; whether .* another one nobody can tell/);
});

test('of a later backup whose manifest is lost, the cancelled run that had its name before is not called the writer', async (t) => {
  const { image, targets, file, socket, run, cancelled } = await cancelledBackup(t);
  await rm(image);
  assert.equal((await run('start', file, '--qmp', socket)).status, 0);
  const since = 'a\\.qcow2"?, which is another file by now$';
  const history = await run('history');
  assert.match(history.stdout, new RegExp(`what it wrote so far was in ".*${since}`, 'm'));
  assert.doesNotMatch(history.stdout, /what it wrote so far is in/);
  const one = await run('show', cancelled);
  assert.match(one.stdout, new RegExp(`remains: .*${since}`, 'm'));
  const { stdout: told } = await run('history', '--json');
  assert.doesNotMatch(told, /remains/);
  const later = jsonLines(told).find(({ outcome }) => outcome === 'completed')?.['run'];
  // The manifests of what was written where this user may not write lie with the records.
  const shown = jsonLines((await run('show', String(later), '--json')).stdout)[0]!;
  for (const manifest of shown['manifests'] as { file: string }[]) await rm(manifest.file);

  const verified = await run('verify', image);
  assert.deepEqual([verified.status, verified.stderr], [0, ''], verified.stdout);
  const folder = await run('verify', targets);
  assert.match(folder.stderr, new RegExp(`Run ${String(later)} was backed up to .* may still be its backup`));
  assert.ok(!`${folder.stdout}${folder.stderr}`.includes('is no backup'), folder.stderr);
  assert.ok(!folder.stderr.includes(`Run ${cancelled}`), folder.stderr);
  const { stdout } = await run('list', targets);
  assert.doesNotMatch(stdout, /have left, and is no backup/);
  assert.deepEqual(await readdir(targets), ['a.qcow2']);
});
