import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { folderFor, run as tool } from '../backup/support';
import { domainbackup, jsonLines, launch } from './support';

test('an image that no manifest tells of and a program writes to is called neither a run nor damaged', async (t) => {
  const folder = await folderFor(t);
  const image = path.join(folder, 'vda.qcow2');
  await tool('qemu-img', ['create', '-q', '-f', 'qcow2', image, '1M']);
  // As the QEMU of a machine that is backed up over TCP does.
  const writer = launch(t, 'qemu-io', ['-f', 'qcow2', image]);
  writer.process.stdin.write('write 0 64k\n');
  await writer.printed(/wrote/);
  const { status, stdout, stderr } = await domainbackup(t, 'verify', folder);
  assert.deepEqual([status, stderr], [1, '']);
  const lines = stdout.split('\n').slice(0, 2);
  assert.deepEqual(lines, [
    `${image}: not verified: not all of it can be read now`,
    `  error: "${image}" is being written to by another program.`,
  ]);
  const told = jsonLines((await domainbackup(t, 'verify', folder, '--json')).stdout);
  for (const line of told) assert.deepEqual([line['run'], line['disk']], [undefined, undefined]);
  assert.deepEqual(
    told.flatMap(({ code, verdict }) => code ?? verdict ?? []),
    ['target-in-use', 'unverified'],
  );
  writer.process.stdin.end('quit\n');
  await writer.ended;
  const free = await domainbackup(t, 'verify', folder);
  assert.match(free.stdout, /vda\.qcow2: whole as an image\n/);
});
