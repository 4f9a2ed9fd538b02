import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { readCatalogue, recordedFolders, restoreRun, verifyRuns } from '../../engine';
import { readManifest } from '../../engine/backup/manifest/manifestFile';
import { backupXml, deviceFor, fileDisk, fileSystemFor, folderFor, startXml } from '../backup/support';
import { backUp, contentOf, guest, libraryFor } from './library';

const sha256 = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

test('a manifest tells all that is known of a run, beside its targets', async (t) => {
  const library = await libraryFor(t);
  const { folder, machine } = library;
  await guest(library, 'vda', 'write -P 1 0 1M');
  const full = await backUp(library, { checkpoint: 'monday' });
  await guest(library, 'vda', 'write -P 2 0 64k');
  const run = await backUp(library, { since: 'monday' });
  const read = await readManifest(path.join(folder, `${run}.domainbackup.json`));
  assert.ok(read.kind === 'manifest', JSON.stringify(read));
  const { startedAt, endedAt, definition, name, ...rest } = read.manifest;
  assert.ok(startedAt < endedAt);
  assert.match(definition, /^<domainbackup><incremental>monday<\/incremental>/);
  assert.match(name, /^\d+$/);
  const image = path.join(folder, 'vda.2.qcow2');
  const [{ digested } = {}] = rest.disks;
  assert.deepEqual(
    { ...rest, disks: rest.disks.slice(0, 1) },
    {
      format: 'domainbackup-manifest',
      version: 2,
      run,
      machine: { name: 'guest1', uuid: '8b2dcb5a-4b4e-4f65-9d2c-0f5a4c3f9d11', qemu: machine.version },
      mode: 'incremental',
      parent: { run: full, checkpoint: 'monday' },
      outcome: 'completed',
      disks: [
        {
          disk: 'vda',
          source: machine.disks[0]!.path,
          virtualSize: 8 * 1024 * 1024,
          type: 'file',
          format: 'qcow2',
          target: 'vda.2.qcow2',
          parent: { run: full, disk: 'vda', target: 'vda.0.qcow2' },
          bytesCopied: 64 * 1024,
          size: (await readFile(image)).length,
          sha256: await sha256(image),
          digested: { at: digested?.at, by: 'backup' },
          outcome: 'completed',
        },
      ],
    },
  );
  assert.ok(digested !== undefined && endedAt <= digested.at);
});

test('targets in two folders each have their manifest, and moving the folders and losing all records loses nothing', async (t) => {
  const library = await libraryFor(t);
  const { folder, records, truth } = library;
  await guest(library, 'vda', 'write -P 1 0 1M');
  await backUp(library, { checkpoint: 'monday', below: { vda: 'fast', vdb: 'slow' } });
  await guest(library, 'vdb', 'write -P 3 2M 64k');
  const run = await backUp(library, { since: 'monday', below: { vda: 'fast/today', vdb: 'slow' } });
  assert.deepEqual(
    (await recordedFolders(records)).filter((known) => known.startsWith(folder)).toSorted(),
    ['fast', 'fast/today', 'slow'].map((name) => path.join(folder, name)),
  );
  await rm(records.folder, { recursive: true });

  const moved = await folderFor(t);
  await rename(path.join(folder, 'fast'), path.join(moved, 'a'));
  await rename(path.join(folder, 'slow'), path.join(moved, 'b'));
  const catalogue = await readCatalogue([moved]);
  assert.deepEqual((await verifyRuns(catalogue, [run])).findings, []);
  const to = await folderFor(t);
  for (const { disk, file } of await restoreRun(catalogue, run, { to, format: 'qcow2' }))
    assert.equal(await contentOf(file, 'qcow2', to), truth.get(`${run} ${disk}`));

  // From the one folder alone, what it lacks is named.
  const half = await readCatalogue([path.join(moved, 'b')]);
  const { findings } = await verifyRuns(half, [run]);
  assert.deepEqual(findings.map(({ code, disk }) => `${code} ${disk}`).toSorted(), [
    'parent-damaged vda',
    'target-missing vda',
    'target-missing vda',
  ]);
});

test('a backup on a block device has its manifest with the records, and a later one on the same device is told', async (t) => {
  const library = await libraryFor(t);
  const { records, truth, folder } = library;
  const device = await deviceFor(t, await folderFor(t), '16M');
  await guest(library, 'vda', 'write -P 1 0 1M');
  const taking = { disks: ['vda'], devices: { vda: device } } as const;
  const first = await backUp(library, taking);
  const catalogue = await readCatalogue([], { alone: await recordedFolders(records) });
  assert.equal(catalogue.runs[0]!.disks[0]!.file, device);
  assert.ok(catalogue.runs[0]!.disks[0]!.sha256 !== undefined);
  assert.deepEqual((await verifyRuns(catalogue, [first])).findings, []);
  const to = await folderFor(t);
  const [restored] = await restoreRun(catalogue, first, { to, format: 'raw' });
  assert.equal(await contentOf(restored!.file, 'raw', to), truth.get(`${first} vda`));

  await guest(library, 'vda', 'write -P 2 1M 1M');
  const second = await backUp(library, { ...taking, format: 'raw' });
  const after = await readCatalogue([], { alone: await recordedFolders(records) });
  const { findings } = await verifyRuns(after, [first, second]);
  assert.ok(findings.every(({ run }) => run === first));
  assert.match(findings[0]!.message, new RegExp(`was overwritten by run ${second}`));
  assert.deepEqual(await readdir(folder), []);
});

test('what a program left that was killed as it wrote a manifest goes with the next backup into the folder', async (t) => {
  const library = await libraryFor(t);
  // No process has such a number.
  const left = path.join(library.folder, '.20200101-000000-abcd.domainbackup.json.99999999.0123456789ab.tmp');
  await writeFile(left, '{');
  await backUp(library);
  await assert.rejects(readFile(left), { code: 'ENOENT' });
});

test('a run that failed has a manifest too, which says why', async (t) => {
  const library = await libraryFor(t);
  const { client, records } = library;
  const small = await fileSystemFor(t, '1m');
  await guest(library, 'vda', 'write -P 1 0 4M');
  const document = backupXml(fileDisk('vda', path.join(small, 'vda')));
  // What was written stays, so there is no room beside it.
  const options = { partial: 'keep' } as const;
  const result = await (await startXml(client, document, { options, records })).finished;
  assert.equal(result.outcome, 'failed');
  assert.match(result.notices!.join(), /could not be written into .*no space is left.* It is ".*manifests/i);
  const catalogue = await readCatalogue([], { alone: await recordedFolders(records) });
  const [run] = catalogue.runs;
  assert.equal(run!.manifest.outcome, 'failed');
  assert.match(run!.manifest.disks[0]!.error!, /No space left/);
  const { runs } = await verifyRuns(catalogue, [result.run]);
  assert.equal(runs[0]!.verdict, 'no-backup');
  await assert.rejects(
    restoreRun(catalogue, result.run, { to: small, format: 'raw' }),
    /is no backup: its outcome is "failed"/,
  );
});

test('where one of two folders takes no manifest, it is said that the other one tells of all disks', async (t) => {
  const library = await libraryFor(t);
  const { client, folder, records } = library;
  const small = await fileSystemFor(t, '1m');
  await guest(library, 'vda', 'write -P 1 0 4M');
  const disks = [fileDisk('vda', path.join(small, 'vda')), fileDisk('vdb', path.join(folder, 'vdb'))];
  const document = backupXml(...disks);
  const options = { partial: 'keep' } as const;
  const result = await (await startXml(client, document, { options, records })).finished;
  const manifest = path.join(folder, `${result.run}.domainbackup.json`);
  assert.ok(
    result.notices!.join().endsWith(`. "${manifest}" tells of all its disks.`),
    String(result.notices),
  );
});

test('when QEMU is killed in the middle, the manifest says that nobody knows, and what is left', async (t) => {
  const library = await libraryFor(t);
  const { client, folder, machine, records } = library;
  await guest(library, 'vda', 'write -P 1 0 8M');
  const document = backupXml(fileDisk('vda', path.join(folder, 'vda')));
  const backup = await startXml(client, document, { options: { speed: 65536 }, records });
  machine.kill('SIGKILL');
  assert.equal((await backup.finished).outcome, 'unknown');
  const catalogue = await readCatalogue([folder]);
  const { manifest } = catalogue.runs[0]!;
  assert.deepEqual([manifest.outcome, manifest.disks[0]!.remains], ['unknown', `vda.${backup.id}.partial`]);
});
