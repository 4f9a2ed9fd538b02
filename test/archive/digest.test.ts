import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { digestFile } from '../../engine/backup/images/digest';
import { keepThread, takeThread } from '../../engine/backup/images/digestThreads';
import { folderFor } from '../backup/support';

const MIB = 1024 * 1024;

test('a digest is that of all bytes, of the first ones, and of a file with holes', async (t) => {
  const folder = await folderFor(t);
  const file = path.join(folder, 'image');
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const bytes = Buffer.from(Array.from({ length: 3 * MIB + 777 }, (_, index) => (index * 7) >> 3));
  await writeFile(file, bytes);
  let told = 0;
  const onBytes = (count: number) => (told += count);
  assert.deepEqual(await digestFile(file, { onBytes }), { sha256: sha256(bytes), length: bytes.length });
  assert.equal(told, bytes.length);
  const first = bytes.subarray(0, MIB + 5);
  assert.deepEqual(await digestFile(file, { length: MIB + 5 }), { sha256: sha256(first), length: MIB + 5 });
  // Holes behind, and in the middle.
  await truncate(file, 40 * MIB);
  assert.equal((await digestFile(file)).sha256, sha256(await readFile(file)));
  assert.equal((await digestFile(file, { length: 9 * MIB })).length, 9 * MIB);
  await writeFile(file, 'end', { flag: 'a' });
  assert.deepEqual(await digestFile(file), { sha256: sha256(await readFile(file)), length: 40 * MIB + 3 });
  await writeFile(file, '');
  assert.deepEqual(await digestFile(file), { sha256: sha256(Buffer.alloc(0)), length: 0 });
});

test('one thread digests many files, one after the other, and is fit for more after an error and beside an abort', async (t) => {
  const folder = await folderFor(t);
  const files = await Promise.all(
    Array.from({ length: 12 }, async (_, number) => {
      const bytes = Buffer.alloc(MIB + number, number);
      const file = path.join(folder, String(number));
      await writeFile(file, bytes);
      return { file, sha256: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
  let threads = 0;
  const count = () => (threads += 1);
  process.on('worker', count);
  t.after(() => process.off('worker', count));
  for (const { file, sha256 } of files) assert.equal((await digestFile(file)).sha256, sha256);
  await assert.rejects(digestFile(path.join(folder, 'none')), { code: 'ENOENT' });
  const controller = new AbortController();
  const endless = path.join(folder, 'endless');
  await writeFile(endless, '');
  await truncate(endless, 2 ** 40);
  const aborted = digestFile(endless, {
    signal: controller.signal,
    onBytes: () => controller.abort(new Error('enough')),
  });
  await assert.rejects(aborted, /enough/);
  for (const { file, sha256 } of files) assert.equal((await digestFile(file)).sha256, sha256);
  assert.ok(threads <= 2, `one, and one in place of the one that was aborted, not ${threads}`);
});

test('a thread that fails while it has nothing to do ends no program, and is used no more', () => {
  const thread = takeThread();
  keepThread(thread);
  thread.emit('error', new Error('out of memory'));
  const next = takeThread();
  keepThread(next);
  assert.notEqual(next, thread);
  void thread.terminate();
});

test('a digest ends at once when it is aborted, and tells the error of a file that is not there', async (t) => {
  const file = path.join(await folderFor(t), 'large');
  await writeFile(file, '');
  await truncate(file, 2 ** 40);
  const controller = new AbortController();
  const reason = new Error('enough');
  const digest = digestFile(file, { signal: controller.signal, onBytes: () => controller.abort(reason) });
  await assert.rejects(digest, reason);
  await assert.rejects(digestFile(`${file}.none`), { code: 'ENOENT' });
});
