import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { spawnTied } from '../support/spawnTied';
import { folderFor } from './support';

/**
 * Has whoever reads a sector of a file, at 512 bytes, be told of an error by the kernel, as of a medium that has a bad
 * one. QEMU's storage daemon shows a copy of the file in its place that does so. The file is as long as whole sectors.
 * It is as it was at the end of the scope. Needs root.
 */
export async function badSector(t: TestContext, file: string, sector: number): Promise<AsyncDisposable> {
  const medium = path.join(await folderFor(t), 'medium');
  await copyFile(file, medium);
  const node = {
    driver: 'blkdebug',
    'node-name': 'medium',
    'read-only': true,
    image: { driver: 'file', filename: medium, 'read-only': true },
    // `none`: whatever else QEMU is about.
    'inject-error': [{ event: 'none', iotype: 'read', errno: 5, sector }],
  };
  const before = await stat(file);
  const daemon = spawnTied(
    'qemu-storage-daemon',
    '--blockdev',
    JSON.stringify(node),
    '--export',
    `type=fuse,id=export,node-name=medium,mountpoint=${file}`,
  );
  while ((await stat(file)).dev === before.dev) {
    assert.equal(daemon.exitCode, null, 'the storage daemon did not start');
    await new Promise(setImmediate);
  }
  return {
    async [Symbol.asyncDispose]() {
      daemon.kill('SIGTERM');
      if (daemon.exitCode === null) await once(daemon, 'exit');
    },
  };
}
