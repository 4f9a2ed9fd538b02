import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { DAY, idOf, NOW, writeSpread } from '../archive/written';
import { badSector } from '../backup/badSector';
import { folderFor, run as tool } from '../backup/support';
import { domainbackup, jsonLines } from './support';

const RUN = idOf(NOW - DAY, 1);
const KIB = 1024;
const CLAUSE = 'cannot be read: its storage reports an error';

/** A backup of two disks, in a folder of the given ones; the others are copies of that. */
async function copiesIn(folder: string, first: string, ...others: string[]): Promise<string[]> {
  const origin = path.join(folder, first);
  await mkdir(origin);
  await writeSpread(
    RUN,
    DAY,
    ['vda', 'vdb'].map((disk) => ({
      disk,
      file: path.join(origin, `${disk}.raw`),
      content: disk
        .repeat(4096)
        .slice(0, 64 * KIB)
        .padEnd(64 * KIB, disk),
    })),
  );
  for (const other of others) await cp(origin, path.join(folder, other), { recursive: true });
  return [first, ...others].map((name) => path.join(folder, name, 'vda.raw'));
}

async function restore(t: TestContext, folder: string, ...options: string[]) {
  const to = await folderFor(t);
  const words = ['restore', RUN, '--to', to, '--format', 'raw', '--catalog', folder, ...options];
  return { ...(await domainbackup(t, ...words)), to };
}

for (const sector of [0, 100])
  test(`of two copies, the sound one is read where sector ${sector} of the other cannot be`, async (t) => {
    const folder = await folderFor(t);
    const [bad = '', sound = ''] = await copiesIn(folder, 'A', 'Z');
    const was = await readFile(bad);
    await using _ = await badSector(t, bad, sector);
    const verified = await domainbackup(t, 'verify', RUN, '--catalog', folder);
    const error = `error: Disk "vda" of run ${RUN}: "${bad}" ${CLAUSE}.`;
    assert.deepEqual([verified.status, verified.stdout.includes(error)], [1, true], verified.stdout);
    for (const options of [[], ['--accept-damage']]) {
      const { status, stdout, stderr, to } = await restore(t, folder, ...options);
      const replaced = `"${bad}" ${CLAUSE}; its copy "${sound}" is as it was written, and was read in its place.`;
      assert.deepEqual([status, stderr], [0, `warning: Disk "vda" of run ${RUN}: ${replaced}\n`], stdout);
      assert.deepEqual(await readFile(path.join(to, 'vda.raw')), was);
    }
  });

test('a file with a bad sector and no sound copy is named, and what can be copied of it is restored', async (t) => {
  const folder = await folderFor(t);
  const [bad = ''] = await copiesIn(folder, 'A');
  await using _ = await badSector(t, bad, 100);
  const is = `disk "vda" of run ${RUN}: "${bad}" ${CLAUSE}.`;
  const refused = await restore(t, folder);
  assert.equal(refused.status, 3, refused.stderr);
  assert.ok(refused.stderr.startsWith(`The backup is damaged: ${is} `), refused.stderr);
  assert.match(refused.stderr, /copy what can still be read of the file into another folder/);
  assert.deepEqual(await readdir(refused.to), []);
  const accepted = await restore(t, folder, '--accept-damage');
  assert.deepEqual([accepted.status, await readdir(accepted.to)], [6, ['vdb.raw']], accepted.stderr);
  const lost = /^vda: not restored: Nothing of disk "vda" can be restored \(QEMU: error while reading .*\): /;
  assert.match(accepted.stderr, lost);
  assert.ok(accepted.stderr.includes(`: ${is} What may be left: copy what can `), accepted.stderr);

  // What is said to be left is.
  const other = await folderFor(t);
  const [manifest = ''] = (await readdir(path.dirname(bad))).filter((name) => name.endsWith('.json'));
  await cp(path.join(path.dirname(bad), manifest), path.join(other, manifest));
  await cp(path.join(path.dirname(bad), 'vdb.raw'), path.join(other, 'vdb.raw'));
  const copy = path.join(other, 'vda.raw');
  await tool('dd', ['conv=noerror,sync', 'bs=512', 'iflag=direct', `if=${bad}`, `of=${copy}`]).catch(
    () => {},
  );
  const rescued = await restore(t, other, '--accept-damage');
  assert.deepEqual([rescued.status, await readdir(rescued.to)], [6, ['vda.raw', 'vdb.raw']], rescued.stderr);
  const [left, whole] = [await readFile(path.join(rescued.to, 'vda.raw')), await readFile(copy)];
  assert.deepEqual(left, whole);
  assert.equal(left.subarray(100 * 512, 101 * 512).equals(Buffer.alloc(512)), true);
  assert.equal(left.subarray(0, 9).toString(), 'vdavdavda');
});

test('where no copy of a file is sound, each is named with what speaks against it', async (t) => {
  const folder = await folderFor(t);
  const [first = '', second = '', third = ''] = await copiesIn(folder, 'A', 'B', 'C');
  for (const file of [first, second]) await writeFile(file, 'x'.repeat(64 * KIB));
  await using _ = await badSector(t, third, 0);
  const changed = 'is no longer what was backed up';
  const copies = [
    { file: second, reason: changed },
    { file: third, reason: CLAUSE },
  ];
  const is =
    `disk "vda" of run ${RUN}: "${first}" ${changed}, ` +
    `and its copy "${second}" ${changed}, and its copy "${third}" ${CLAUSE}`;
  const refused = await restore(t, folder);
  assert.equal(refused.status, 3);
  assert.ok(refused.stderr.startsWith(`The backup is damaged: ${is}. Restore another run;`), refused.stderr);
  const accepted = await restore(t, folder, '--accept-damage', '--json');
  const { disks } = jsonLines(accepted.stdout).at(-1) as { disks: Record<string, unknown>[] };
  assert.deepEqual(disks[0]?.['damage'], [{ run: RUN, disk: 'vda', file: first, reason: changed, copies }]);

  // So they are where one can be told by its length.
  for (const file of [first, second]) await writeFile(file, 'x'.repeat(100));
  const short = await restore(t, folder);
  const has = `has 100 bytes, and had ${64 * KIB}`;
  const all = `"${first}" ${has}, and its copy "${second}" ${has}, and its copy "${third}" ${CLAUSE}.`;
  assert.ok(short.stderr.startsWith(`Disk "vda" of run ${RUN}: ${all} What is left`), short.stderr);
});

test('a qcow2 image with a bad sector in its header, its tables or its data is read from its copy', async (t) => {
  const folder = await folderFor(t);
  const image = path.join(await folderFor(t), 'image');
  await tool('qemu-img', ['create', '-q', '-f', 'qcow2', image, '1M']);
  await tool('qemu-io', ['-f', 'qcow2', '-c', 'write -q -P 7 0 1M', image]);
  const [file = '', copy = ''] = ['A', 'Z'].map((name) => path.join(folder, name, 'vda.qcow2'));
  const content = await readFile(image);
  await writeSpread(RUN, DAY, [{ disk: 'vda', file, content, virtualSize: 1024 * KIB }]);
  await cp(path.dirname(file), path.dirname(copy), { recursive: true });
  // As qemu-img lays it out, in clusters of 64 KiB: header, counts, tables, and then the data.
  for (const offset of [0, 3 * 64 * KIB, 4 * 64 * KIB, 6 * 64 * KIB]) {
    await using _ = await badSector(t, file, offset / 512);
    const { status, stderr, to } = await restore(t, folder);
    const replaced = `"${file}" ${CLAUSE}; its copy "${copy}" is as it was written, and was read in its place.`;
    assert.deepEqual([status, stderr], [0, `warning: Disk "vda" of run ${RUN}: ${replaced}\n`], `${offset}`);
    assert.deepEqual(await readFile(path.join(to, 'vda.raw')), Buffer.alloc(1024 * KIB, 7));
  }
});
