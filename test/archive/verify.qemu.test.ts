import assert from 'node:assert/strict';
import {
  copyFile,
  cp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { readCatalogue, verifyRuns, type VerifyFinding } from '../../engine';
import { readManifestText, writeManifestText } from '../../engine/backup/manifest/manifestText';
import { folderFor, run as tool } from '../backup/support';
import { Random } from '../support/random';
import { libraryFor, takeHistory } from './library';

/** Turns one bit of a file around. */
async function flip(file: string, position: number, bit = 0): Promise<void> {
  const bytes = await readFile(file);
  bytes[position]! ^= 1 << bit;
  await writeFile(file, bytes);
}

const manifestOf = (run: string) => `${run}.domainbackup.json`;

/** What is said, without the words. */
const codes = (findings: readonly VerifyFinding[]) =>
  findings.map(({ code, disk = '', run }) => [code, disk, run]);

test('every kind of damage is found and named, with what it means for each run', async (t) => {
  const library = await libraryFor(t);
  const runs = await takeHistory(library);
  const [full = '', first = '', second = '', differential = ''] = runs;
  const scratch = await folderFor(t);
  const all = [differential, second, first, full];

  /** Damages a copy of the backups; tells what is found, and which runs are still sound. */
  async function damaged(damage: (folder: string) => Promise<unknown>) {
    const folder = path.join(scratch, 'copy');
    await rm(folder, { recursive: true, force: true });
    await cp(library.folder, folder, { recursive: true });
    await damage(folder);
    const catalogue = await readCatalogue([folder]);
    const known = catalogue.runs.filter(({ place }) => place === 'here').map(({ run }) => run);
    const report = await verifyRuns(catalogue, known);
    const sound = report.runs.filter(({ verdict }) => verdict === 'sound').map(({ run }) => run);
    return { findings: report.findings, sound, unreadable: catalogue.unreadable };
  }

  await t.test('none where there is none', async () => {
    assert.deepEqual(await damaged(async () => {}), { findings: [], sound: all, unreadable: [] });
  });

  await t.test('a flipped bit anywhere in a target, for 16 seeded places', async () => {
    const random = new Random(6);
    const targets = (await readdir(library.folder)).filter((name) => !name.endsWith('.json')).toSorted();
    for (let round = 0; round < 16; round++) {
      const name = random.pick(targets);
      const { length } = await readFile(path.join(library.folder, name));
      const position = random.below(length);
      const { findings, sound } = await damaged((folder) =>
        flip(path.join(folder, name), position, random.below(8)),
      );
      const place = `${name} at ${position}`;
      const [disk, number] = name.split('.') as [string, string];
      const run = runs[Number(number) / 2]!;
      assert.ok(
        findings.some(
          (finding) => finding.code === 'target-changed' && finding.run === run && finding.disk === disk,
        ),
        `${place}: ${JSON.stringify(findings)}`,
      );
      assert.ok(!sound.includes(run), place);
      // What does not build on it is still there.
      if (run === second) assert.deepEqual(sound, [differential, first, full], place);
      if (run === differential) assert.deepEqual(sound, [second, first, full], place);
      if (run === first) assert.deepEqual(sound, [differential, full], place);
      if (run === full) assert.deepEqual(sound, [], place);
    }
  });

  await t.test('a missing file', async () => {
    const { findings, sound } = await damaged((folder) => unlink(path.join(folder, 'vda.2.qcow2')));
    assert.deepEqual(codes(findings), [
      ['parent-damaged', 'vda', second],
      ['target-missing', 'vda', first],
    ]);
    assert.deepEqual(sound, [differential, full]);
  });

  await t.test('a file that was cut short, or that has grown', async () => {
    const short = await damaged((folder) => truncate(path.join(folder, 'vdb.6.qcow2'), 70_000));
    assert.ok(short.findings.some(({ code, disk }) => code === 'target-truncated' && disk === 'vdb'));
    assert.deepEqual(short.sound, [second, first, full]);
    const long = await damaged((folder) => truncate(path.join(folder, 'vdb.6.qcow2'), 5_000_000));
    assert.deepEqual(codes(long.findings), [['target-longer', 'vdb', differential]]);
    // Cut at the end of a cluster, too, it is no other image.
    const even = await damaged(async (folder) => {
      const file = path.join(folder, 'vda.0.qcow2');
      await truncate(file, (await stat(file)).size - 131_072);
    });
    const own = even.findings.filter(({ run }) => run === full);
    assert.ok(
      codes(own).some(([code]) => code === 'target-truncated'),
      JSON.stringify(own),
    );
  });

  await t.test('two files that were swapped', async () => {
    const { findings, sound } = await damaged(async (folder) => {
      await rename(path.join(folder, 'vda.4.qcow2'), path.join(folder, 'x'));
      await rename(path.join(folder, 'vda.6.qcow2'), path.join(folder, 'vda.4.qcow2'));
      await rename(path.join(folder, 'x'), path.join(folder, 'vda.6.qcow2'));
    });
    assert.deepEqual(codes(findings), [
      ['target-swapped', 'vda', differential],
      ['target-swapped', 'vda', second],
    ]);
    assert.match(
      findings[0]!.message,
      new RegExp(`is not its backup, but that of disk "vda" of run ${second}`),
    );
    assert.deepEqual(sound, [first, full]);
  });

  await t.test(
    'another image under the name of one, also a shorter one that no manifest tells of',
    async () => {
      const shorter = await damaged(async (folder) => {
        const image = path.join(folder, 'vda.0.qcow2');
        await unlink(image);
        await tool('qemu-img', ['create', '-q', '-f', 'qcow2', image, '8M']);
      });
      const own = shorter.findings.filter(({ run }) => run === full);
      assert.deepEqual(codes(own), [['target-swapped', 'vda', full]]);
      assert.match(
        own[0]!.message,
        /vda\.0\.qcow2" is another image than its backup, whole in itself: it has/,
      );
      // Without digests, an increment still says which run has made it.
      const { findings, sound } = await damaged(async (folder) => {
        await copyFile(path.join(folder, 'vda.4.qcow2'), path.join(folder, 'vda.2.qcow2'));
        const file = path.join(folder, manifestOf(first));
        const read = readManifestText(await readFile(file));
        assert.ok(read.kind === 'manifest');
        const { size } = await stat(path.join(folder, 'vda.2.qcow2'));
        for (const disk of read.manifest.disks) {
          delete disk.sha256;
          if (disk.disk === 'vda') disk.size = size;
        }
        await writeFile(file, writeManifestText(read.manifest));
        const later = path.join(folder, manifestOf(second));
        const unsealed = readManifestText(await readFile(later));
        assert.ok(unsealed.kind === 'manifest');
        for (const disk of unsealed.manifest.disks) delete disk.sha256;
        await writeFile(later, writeManifestText(unsealed.manifest));
      });
      const named = findings.find(({ code }) => code === 'target-swapped');
      assert.match(
        named?.message ?? '',
        new RegExp(`Disk "vda" of run ${first}: .* an increment that run ${second} has made`),
      );
      assert.deepEqual(sound, [differential, full]);
    },
  );

  await t.test('a backing file written into an image', async () => {
    const { findings } = await damaged(async (folder) => {
      const image = path.join(folder, 'vda.4.qcow2');
      await tool('qemu-img', ['rebase', '-u', '-f', 'qcow2', '-F', 'qcow2', '-b', 'vda.2.qcow2', image]);
    });
    // Whether it grows by that depends on QEMU.
    assert.match(findings[0]!.code, /^target-(changed|longer)$/);
    assert.deepEqual(codes(findings.slice(1)), [['image-has-backing', 'vda', second]]);
  });

  await t.test('an image in place of one, with its data in another file', async () => {
    const { findings } = await damaged(async (folder) => {
      const image = path.join(folder, 'vda.4.qcow2');
      await unlink(image);
      const data = `data_file=${path.join(folder, 'data.raw')}`;
      await tool('qemu-img', ['create', '-q', '-f', 'qcow2', '-o', data, image, '8M']);
    });
    assert.match(findings[0]!.code, /^target-/);
    assert.deepEqual(codes(findings.slice(1)), [['image-has-data-file', 'vda', second]]);
  });

  await t.test('a chain with a link missing', async () => {
    const { findings, sound } = await damaged((folder) => unlink(path.join(folder, manifestOf(first))));
    assert.deepEqual(codes(findings), [
      ['parent-missing', 'vda', second],
      ['parent-missing', 'vdb', second],
    ]);
    assert.match(findings[0]!.message, new RegExp(`builds on run ${first}, whose manifest is not here`));
    assert.deepEqual(sound, [differential, full]);
  });

  await t.test('a manifest that was edited', async () => {
    const { findings, sound } = await damaged(async (folder) => {
      const file = path.join(folder, manifestOf(first));
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('"name": "', '"name": "x'));
    });
    assert.deepEqual(codes(findings), [
      ['parent-damaged', 'vda', second],
      ['parent-damaged', 'vdb', second],
      ['manifest-edited', '', first],
    ]);
    assert.deepEqual(sound, [differential, full]);
  });

  await t.test('a manifest that is damaged', async () => {
    const { unreadable, sound } = await damaged((folder) =>
      truncate(path.join(folder, manifestOf(full)), 500),
    );
    assert.deepEqual(
      unreadable.map(({ file, reason }) => [path.basename(file), reason]),
      [[manifestOf(full), 'it is damaged: it is no JSON']],
    );
    assert.deepEqual(sound, []);
  });

  await t.test('a digest that was never made is made, and told', async () => {
    const folder = path.join(scratch, 'unsealed');
    await cp(library.folder, folder, { recursive: true });
    const file = path.join(folder, manifestOf(full));
    const read = readManifestText(await readFile(file));
    assert.ok(read.kind === 'manifest');
    const disks = read.manifest.disks.map((disk) => ({ ...disk, sha256: undefined }));
    await writeFile(file, writeManifestText({ ...read.manifest, disks }));
    const report = await verifyRuns(await readCatalogue([folder]), [full]);
    assert.deepEqual(codes(report.findings), [
      ['digest-missing', 'vda', full],
      ['digest-missing', 'vdb', full],
    ]);
    assert.equal(report.runs[0]!.verdict, 'sound');
    const sealed = async (place: string) => {
      const again = readManifestText(await readFile(place));
      assert.ok(again.kind === 'manifest');
      return again.manifest.disks;
    };
    const [late, early] = [await sealed(file), await sealed(path.join(library.folder, manifestOf(full)))];
    assert.deepEqual(
      late.map(({ sha256 }) => sha256),
      early.map(({ sha256 }) => sha256),
    );
    assert.deepEqual(
      [late, early].map(([disk]) => disk?.digested?.by),
      ['verification', 'backup'],
    );
    // What such a digest cannot speak for is told each time.
    const later = await verifyRuns(await readCatalogue([folder]), [full]);
    assert.deepEqual(codes(later.findings), [['digest-late', '', full]]);
    assert.match(
      later.findings[0]!.message,
      /digests of "vda", "vdb" were made at \S+ \S+ UTC by a verification, and not when/,
    );
    assert.equal(later.runs[0]!.verdict, 'sound');
  });
});
