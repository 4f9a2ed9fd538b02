import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { folderFor, run } from './support';

/**
 * Boots a machine whose QEMU lives through the signal that a file beyond a limit of its process brings, so that it can be
 * given files that it cannot write to.
 */
export async function qemuThatOutlivesFileLimits<T>(t: TestContext, boot: () => Promise<T>): Promise<T> {
  const { PATH = '' } = process.env;
  const folder = await folderFor(t);
  const wrapper = path.join(folder, 'qemu-system-x86_64');
  await writeFile(wrapper, `#!/bin/sh\ntrap '' XFSZ\nPATH='${PATH}' exec qemu-system-x86_64 "$@"\n`);
  await chmod(wrapper, 0o755);
  process.env['PATH'] = `${folder}${path.delimiter}${PATH}`;
  try {
    return await boot();
  } finally {
    process.env['PATH'] = PATH;
  }
}

/** Lets QEMU write to no file beyond so many bytes. */
export async function limitFileSize({ pid }: Machine, bytes: number | 'unlimited'): Promise<void> {
  await run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}
