import assert from 'node:assert/strict';
import { mkdir, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { libraryFor } from '../archive/library';
import { fileDisk, folderFor } from '../backup/support';
import { domainbackup, jsonLines } from './support';

/** A machine, and the command line for it; each backup goes to a folder of its own. */
async function setUp(t: TestContext) {
  const { client, machine, folder } = await libraryFor(t);
  await client.close();
  const documents = await folderFor(t);
  const qmp = ['--qmp', machine.qmp[0] ?? ''];
  const cli = (...words: string[]) => domainbackup(t, ...words, ...qmp);
  /** Writes a document; its target is in a folder of its name. */
  const document = async (name: string, since?: string) => {
    await mkdir(path.join(folder, name), { recursive: true });
    const incremental = since === undefined ? '' : `<incremental>${since}</incremental>`;
    const file = path.join(documents, `${name}.xml`);
    const disk = fileDisk('vda', path.join(folder, name, 'vda.qcow2'));
    await writeFile(file, `<domainbackup>${incremental}<disks>${disk}</disks></domainbackup>`);
    return file;
  };
  const start = async (name: string, ...more: string[]) => {
    const { status, stderr, stdout } = await cli('start', await document(name), '--json', ...more);
    assert.equal(status, 0, stderr);
    return String(jsonLines(stdout).at(-1)?.['run']);
  };
  return { cli, folder, document, start };
}

test('whoever plans, starts or lists is told that a checkpoint has lost its backup', async (t) => {
  const { cli, folder, document, start } = await setUp(t);
  const full = await start('full', '--checkpoint', 'monday');
  const increment = await document('increment', 'monday');
  const before = await cli('plan', increment);
  assert.doesNotMatch(before.stderr, /monday/);
  assert.match((await cli('checkpoint', 'list')).stdout, /monday .* consistent +\d/);

  const moved = path.join(await folderFor(t), 'moved');
  await rename(path.join(folder, 'full'), moved);
  const warning = new RegExp(
    `warning: .*checkpoint "monday".* run ${full}.*: No manifest of it is in ".*full" any more\\.`,
    'i',
  );
  const planned = await cli('plan', increment);
  assert.deepEqual([planned.status, warning.test(planned.stderr)], [0, true], planned.stderr);
  const json = jsonLines((await cli('plan', increment, '--json')).stdout)[0] as {
    warnings: { code: string }[];
  };
  assert.ok(json.warnings.some(({ code }) => code === 'backup-lost'));
  const listed = await cli('checkpoint', 'list');
  assert.match(listed.stdout, /monday .* backup lost +\d/);
  assert.doesNotMatch(listed.stdout, /delete it/);
  assert.match(
    listed.stdout,
    /^"monday": its backup is not whole any more\. No manifest of it is in ".*full" any more\. Bring it back, say/m,
  );
  assert.match((await cli('checkpoint', 'show', 'monday')).stdout, /No manifest of it is in/);
  const [asJson] = jsonLines((await cli('checkpoint', 'list', '--json')).stdout);
  assert.match(String(asJson?.['lost']), /No manifest of it/);

  // Who tells where it is by now hears nothing more.
  const told = await cli('plan', increment, '--catalog', moved);
  assert.doesNotMatch(told.stderr, /monday/);
  assert.doesNotMatch((await cli('checkpoint', 'list', '--catalog', moved)).stdout, /not whole any more/);
  await unlink(path.join(moved, 'vda.qcow2'));
  const gone = await cli('plan', increment, '--catalog', moved);
  assert.match(gone.stderr, /warning: .*"monday".*moved\/vda\.qcow2" is missing/);

  const started = await cli('start', increment, '--no-digest');
  assert.deepEqual([started.status, warning.test(started.stderr)], [0, true], started.stderr);
});

test('a prune says which checkpoints it leaves without a backup', async (t) => {
  const { cli, folder, document, start } = await setUp(t);
  const first = await start('first', '--checkpoint', 'monday');
  await start('second');
  const words = new RegExp(`checkpoint "monday".*domainbackup checkpoint delete ${first} --qmp SOCKET`);
  const dry = await domainbackup(t, 'prune', folder, '--keep', '1');
  assert.match(dry.stdout, words);
  const done = await domainbackup(t, 'prune', folder, '--keep', '1', '--yes', '--json');
  const [planned] = jsonLines(done.stdout) as { remove: { run: string; checkpoint: string }[] }[];
  assert.deepEqual(
    planned?.remove.map(({ run, checkpoint }) => [run, checkpoint]),
    [[first, 'monday']],
  );
  const { stderr } = await cli('plan', await document('increment', 'monday'));
  assert.match(stderr, /warning: .*"monday".*No manifest of it is in/);
  const deleted = await cli('checkpoint', 'delete', first, '--yes');
  assert.equal(deleted.status, 0, deleted.stderr);
});
