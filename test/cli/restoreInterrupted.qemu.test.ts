import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { test, type TestContext } from 'node:test';
import { backUp, guest, libraryFor } from '../archive/library';
import { folderFor, run as tool } from '../backup/support';
import { domainbackup, launch, PROGRAM } from './support';

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** The processes whose command line names a path. */
async function processesWith(text: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(text));
}

/**
 * Restores a large image, and in the middle of it tells the whole group, as a terminal does, with qemu-img in it; or
 * kills the program alone.
 */
async function restoreUntil(t: TestContext, signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL') {
  const folder = await folderFor(t);
  const to = await folderFor(t);
  const image = path.join(folder, 'large.qcow2');
  await tool('qemu-img', ['create', '-q', '-f', 'qcow2', image, '1G']);
  await tool('qemu-io', ['-f', 'qcow2', '-c', 'write -q -P 7 0 1G', image]);
  const before = await sha256(image);
  const words = [process.execPath, PROGRAM, 'restore', image, '--to', to, '--format', 'raw', '--json'];
  const running = launch(t, 'prlimit', ['--core=0', 'setsid', ...words]);
  await running.printed(/"phase":"copying","current":[1-9]/);
  const pid = running.process.pid ?? 0;
  process.kill(signal === 'SIGKILL' ? pid : -pid, signal);
  return { to, image, before, ...(await running.ended) };
}

test('Ctrl-C in the middle of a large restore leaves neither a file nor a process, and the backup as it was', async (t) => {
  const { to, image, before, status, stderr } = await restoreUntil(t, 'SIGINT');
  assert.deepEqual([status, stderr], [4, 'Interrupted; the disk that was being restored was removed.\n']);
  assert.deepEqual(await readdir(to), []);
  assert.deepEqual(await processesWith(to), []);
  assert.equal(await sha256(image), before);
});

test('Ctrl-\\ ends qemu-img together with the program: nothing writes on behind its back', async (t) => {
  const { to } = await restoreUntil(t, 'SIGQUIT');
  while ((await processesWith(to)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const [partial = ''] = await readdir(to);
  const { blocks } = await stat(path.join(to, partial));
  assert.ok(blocks * 512 < 2 ** 30, `${partial} is whole`);
});

test('qemu-img ends with a program that is killed, and the next restore says what is left of it', async (t) => {
  const { to, image } = await restoreUntil(t, 'SIGKILL');
  while ((await processesWith(to)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const [left = '', ...more] = (await readdir(to)).map((name) => path.join(to, name));
  assert.deepEqual([path.basename(left).startsWith('large.raw.restore.'), more], [true, []]);
  const { size, blocks } = await stat(left);
  assert.ok(blocks * 512 < 2 ** 30, `${left} is whole: ${size}`);
  const small = path.join(await folderFor(t), 'small.qcow2');
  await tool('qemu-img', ['create', '-q', '-f', 'qcow2', small, '1M']);
  const next = await domainbackup(t, 'restore', small, '--to', to);
  assert.equal(next.status, 0, next.stderr);
  const words = `warning: A restore that was killed has left "${left}", half-written; remove it: rm ${left}\n`;
  assert.ok(next.stderr.endsWith(words), next.stderr);
  const verified = await domainbackup(t, 'verify', left);
  assert.deepEqual(
    [verified.status, verified.stderr.trim()],
    [1, `"${left}" is no backup: a restore writes it, or has left it.`],
  );
  // What another one still writes is not called left.
  const running = launch(t, process.execPath, [PROGRAM, 'restore', image, '--to', to, '--json']);
  await running.printed(/"phase":"copying","current":[1-9]/);
  const beside = await domainbackup(t, 'restore', small, '--to', to, '--format', 'raw');
  running.process.kill('SIGINT');
  await running.ended;
  assert.deepEqual([beside.status, beside.stderr.split('has left').length], [0, 2], beside.stderr);
});

test('a restore that fails half-way names the disks that are done', async (t) => {
  const library = await libraryFor(t);
  for (const disk of ['vda', 'vdb']) await guest(library, disk, 'write -P 1 0 1M');
  const run = await backUp(library);
  const { folder } = library;
  const damaged = path.join(folder, 'vdb.0.qcow2');
  const bytes = await readFile(damaged);
  bytes[bytes.length - 9]! ^= 16;
  await writeFile(damaged, bytes);
  const to = await folderFor(t);
  const { status, stderr } = await domainbackup(t, 'restore', run, '--to', to, '--catalog', folder);
  assert.equal(status, 3, stderr);
  assert.match(stderr, /The backup is damaged: disk "vdb" .* Restored before, and whole: \S+vda\.qcow2\.\n$/);
  assert.deepEqual(await readdir(to), ['vda.qcow2']);
});
