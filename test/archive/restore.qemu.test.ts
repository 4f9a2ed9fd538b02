import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { planRestore, readCatalogue, restoreRun, verifyRuns } from '../../engine';
import { restorePath } from '../../engine/backup/names/partialName';
import { newRunId } from '../../engine/backup/names/runId';
import { restoreDisk } from '../../engine/backup/restore/restoreDisk';
import { folderFor } from '../backup/support';
import { contentOf, libraryFor, takeHistory } from './library';

async function digests(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).toSorted();
  const entries = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const found = await stat(file);
      const content = found.isFile() ? await readFile(file) : '';
      return [name, `${createHash('sha256').update(content).digest('hex')} ${found.mtimeMs}`];
    }),
  );
  return Object.fromEntries(entries) as Record<string, string>;
}

test('every full, incremental and differential restores to the bytes of its point in time', async (t) => {
  const library = await libraryFor(t);
  const runs = await takeHistory(library);
  const before = await digests(library.folder);
  const catalogue = await readCatalogue([library.folder]);
  assert.deepEqual(
    catalogue.runs.map(({ manifest }) => [manifest.mode, manifest.checkpoint, manifest.parent?.run]),
    [
      ['differential', undefined, runs[0]],
      ['incremental', 'wednesday', runs[1]],
      ['incremental', 'tuesday', runs[0]],
      ['full', 'monday', undefined],
    ],
  );
  for (const format of ['qcow2', 'raw'] as const) {
    for (const run of format === 'qcow2' ? runs : runs.slice(2, 3)) {
      const to = await folderFor(t);
      const restored = await restoreRun(catalogue, run, { to, format });
      assert.deepEqual(
        restored.map(({ disk, file, digests: state }) => [disk, file, state]),
        ['vda', 'vdb'].map((disk) => [disk, path.join(to, `${disk}.${format}`), 'checked']),
      );
      for (const { disk, file } of restored)
        assert.equal(
          await contentOf(file, format, to),
          library.truth.get(`${run} ${disk}`),
          `${run} ${disk}`,
        );
      assert.deepEqual((await readdir(to)).toSorted(), [`vda.${format}`, `vdb.${format}`]);
    }
  }
  const report = await verifyRuns(catalogue, runs);
  assert.deepEqual(report.findings, []);
  assert.deepEqual(await digests(library.folder), before, 'the backups are as they were');
});

test('files of a chain that are damaged are read from their copies, each in the one that is sound', async (t) => {
  const library = await libraryFor(t);
  const [full = '', first = '', second = ''] = await takeHistory(library);
  const copy = path.join(await folderFor(t), 'copy');
  await cp(library.folder, copy, { recursive: true });
  const targetOf = async (folder: string, run: string) => {
    const { runs } = await readCatalogue([folder]);
    return runs.find((one) => one.run === run)!.disks.find(({ disk }) => disk === 'vda')!.file;
  };
  const flip = async (file: string, at: number) => {
    const bytes = await readFile(file);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(file, bytes);
  };
  // Data of the whole backup, and the header of an increment, without which QEMU reads nothing of the chain.
  const damaged = [await targetOf(library.folder, full), await targetOf(library.folder, first)];
  await flip(damaged[0]!, (await stat(damaged[0]!)).size - 9);
  await flip(damaged[1]!, 0);
  const sound = [await targetOf(copy, full), await targetOf(copy, first)];
  await flip(await targetOf(copy, second), 9);
  const catalogue = await readCatalogue([copy], { alone: [library.folder], near: library.folder });
  const to = await folderFor(t);
  const [vda, vdb] = await restoreRun(catalogue, second, { to, format: 'raw' });
  assert.deepEqual(
    vda!.replaced?.toSorted((a, b) => (a.run < b.run ? -1 : 1)).map(({ file, copy: other }) => [file, other]),
    [
      [damaged[0], sound[0]],
      [damaged[1], sound[1]],
    ],
  );
  assert.deepEqual([vda!.digests, vdb!.replaced], ['checked', undefined]);
  for (const { disk, file } of [vda!, vdb!])
    assert.equal(await contentOf(file, 'raw', to), library.truth.get(`${second} ${disk}`), disk);
  assert.deepEqual((await readdir(to)).toSorted(), ['vda.raw', 'vdb.raw']);
});

test('what already lies under the partial name of a restore stays', async (t) => {
  const library = await libraryFor(t);
  const [run] = await takeHistory(library);
  const to = await folderFor(t);
  const { disks } = await planRestore(await readCatalogue([library.folder]), run!, { to, format: 'raw' });
  const { signal } = new AbortController();
  const id = newRunId(Date.now());
  const theirs = restorePath(disks[0]!.file, id);
  await writeFile(theirs, 'theirs');
  await assert.rejects(
    restoreDisk(disks[0]!, { id, format: 'raw', damage: 'refuse', signal, onProgress: () => {} }),
    { name: 'RestoreError', message: /already exists/ },
  );
  assert.equal(await readFile(theirs, 'utf8'), 'theirs');
  assert.deepEqual(await readdir(to), [path.basename(theirs)]);
});
