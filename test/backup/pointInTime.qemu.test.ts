import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { Random } from '../support/random';
import { guestWrite, type GuestWrite } from './guestWrites';
import { backupXml, connectTo, fileDisk, run, setUp, startXml } from './support';

const MIB = 1024 * 1024;
const SIZE = 32 * MIB;

/** What a guest sees of an image. */
async function contentOf(image: string, format: string, folder: string): Promise<Buffer> {
  const raw = path.join(folder, `${path.basename(image)}.content`);
  await run('qemu-img', ['convert', '-U', '-f', format, '-O', 'raw', image, raw]);
  return readFile(raw);
}

/** After how many writes the sources were what the targets are; `undefined`: at no moment. */
function momentOf(sources: Buffer[], writes: readonly GuestWrite[], targets: readonly Buffer[]) {
  const isNow = () => sources.every((source, index) => source.equals(targets[index] ?? Buffer.of()));
  if (isNow()) return 0;
  for (const [index, { disk, offset, length, pattern }] of writes.entries()) {
    sources[disk]?.fill(pattern, offset, offset + length);
    if (isNow()) return index + 1;
  }
  return undefined;
}

for (const seed of [1, 2, 3]) {
  test(`while the guest writes, all targets are the disks of one moment (seed ${seed})`, async (t) => {
    const random = new Random(seed);
    const { machine, client, second, folder } = await setUp(t, {
      monitors: 2,
      disks: [
        { name: 'vda', format: 'qcow2', size: SIZE, data: 20 * MIB },
        { name: 'vdb', format: 'raw', size: SIZE, data: 16 * MIB },
      ],
    });
    const guest = await connectTo(t, second);
    const sources = await Promise.all(
      machine.disks.map(({ path: image, format }) => contentOf(image, format, folder)),
    );

    const writes: GuestWrite[] = [];
    const write = async () => writes.push(await guestWrite(guest, machine, random, SIZE));
    const over = new AbortController();
    const before = 10 + random.below(20);
    for (let count = 0; count < before; count += 1) await write();
    const writing = (async () => {
      while (!over.signal.aborted) await write();
    })();
    const vda = path.join(folder, 'vda.qcow2');
    const vdb = path.join(folder, 'vdb.raw');
    const xml = backupXml(fileDisk('vda', vda), fileDisk('vdb', vdb, 'raw'));
    // So slow that the guest writes a lot meanwhile.
    const backup = await startXml(client, xml, { options: { speed: 24 * MIB } });
    // One more may have been done whose answer has not arrived yet.
    const started = writes.length + 1;
    const result = await backup.finished;
    over.abort();
    await writing;

    assert.equal(result.outcome, 'completed', JSON.stringify(result));
    assert.ok(writes.length > started + 5, `the guest wrote during the backup (${writes.length - started})`);
    const targets = [await contentOf(vda, 'qcow2', folder), await contentOf(vdb, 'raw', folder)];
    const moment = momentOf(sources, writes, targets);
    assert.ok(moment !== undefined, 'the targets are the disks of no single moment');
    assert.ok(
      moment >= before && moment <= started,
      `the moment (${moment}) is that of the start (${before} to ${started})`,
    );
  });
}
