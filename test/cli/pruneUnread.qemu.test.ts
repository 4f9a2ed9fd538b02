import assert from 'node:assert/strict';
import { chmod, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backUp, libraryFor, takeHistory } from '../archive/library';
import { folderFor } from '../backup/support';
import { asNobody } from './asNobody';
import { domainbackup } from './support';

test('a prune keeps what an increment builds on whose manifest is gone, and refuses where one cannot be read', async (t) => {
  const library = await libraryFor(t);
  const { folder } = library;
  const [full = '', first = '', second = '', differential = ''] = await takeHistory(library);
  await backUp(library);
  await library.client.close();
  await chmod(folder, 0o777);
  const all = (await readdir(folder)).toSorted();
  const manifest = path.join(folder, `${second}.domainbackup.json`);
  const written = await readFile(manifest);
  const options = ['prune', folder, '--keep', '1', '--yes'];

  await t.test('one of a newer version, or that is cut off, refuses it, also for programs', async () => {
    const newer = String(written).replace('"version": 2', '"version": 3');
    const cut = String(written).slice(0, 300);
    for (const [text, reason] of [
      [newer, /its format has version 3/],
      [cut, /it is no JSON/],
    ] as const) {
      await writeFile(manifest, text);
      for (const json of [[], ['--json']]) {
        const { status, stdout, stderr } = await domainbackup(t, ...options, ...json);
        assert.deepEqual([status, stdout], [1, ''], stderr);
        assert.match(
          stderr,
          new RegExp(`${second}\\.domainbackup\\.json" is no manifest that can be read: `),
        );
        assert.match(stderr, reason);
        assert.match(stderr, /What its backup builds on is not known, so nothing is removed\./);
      }
      assert.deepEqual((await readdir(folder)).toSorted(), all);
    }
    await writeFile(manifest, written);
  });

  await t.test('so does one, or an image without one, that this user may not read', async () => {
    await chmod(manifest, 0o000);
    const denied = await asNobody(t, ...options);
    assert.equal(denied.status, 1, denied.stdout);
    assert.match(denied.stderr, /is no manifest that can be read: permission is denied\. What its backup/);
    await chmod(manifest, 0o644);

    const foreign = path.join(folder, 'foreign.qcow2');
    await writeFile(foreign, 'secret', { mode: 0o600 });
    const hidden = await asNobody(t, ...options);
    assert.equal(hidden.status, 1, hidden.stdout);
    assert.match(hidden.stderr, /foreign\.qcow2" cannot be looked at: permission is denied\. No manifest/);
    await rm(foreign);
    assert.deepEqual((await readdir(folder)).toSorted(), all);
  });

  await t.test('where it lies elsewhere, or is gone, the image tells', async () => {
    const away = path.join(await folderFor(t), 'away');
    await rename(manifest, away);
    const { status, stdout, stderr } = await domainbackup(t, ...options);
    assert.equal(status, 0, stderr);
    assert.match(
      stdout,
      new RegExp(`keep +${first} .* needed by ${second}\\. Its file ".*" tells so, and no`),
    );
    assert.match(stdout, new RegExp(`keep +${full} .* needed by ${first}$`, 'm'));
    assert.match(stdout, new RegExp(`remove +${differential} `));
    await rename(away, manifest);
    const verified = await domainbackup(t, 'verify', second, '--catalog', folder);
    assert.equal(verified.status, 0, verified.stdout);
  });

  await t.test('an image that cannot be understood, and may be one, refuses it', async () => {
    await rm(manifest);
    const image = path.join(folder, 'vda.4.qcow2');
    const bytes = await readFile(image);
    await writeFile(image, bytes.subarray(0, 64));
    const { status, stderr } = await domainbackup(t, ...options);
    assert.equal(status, 1, stderr);
    assert.match(stderr, /vda\.4\.qcow2" is an image that cannot be read: /);
  });
});
