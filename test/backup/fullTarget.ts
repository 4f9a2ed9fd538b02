import { readFile, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { machineFor } from '../machine/machineFor';
import { makeWritingDisk, STRIDE } from '../machine/writingGuest';
import { fileSystemFor, folderFor, run } from './support';

const MIB = 1024 * 1024;
/** The size of the disk, in MiB. */
export const SIZE = 32;

/** How often the guest of {@link machineWithFullTarget} writes. */
export const WRITES = (SIZE / 2) * (MIB / STRIDE);

/**
 * A machine whose guest, once it runs, writes over half of its disk `vda`, and a folder for a target that can be filled up
 * and freed again.
 */
export async function machineWithFullTarget(t: TestContext, ...extraArgs: string[]) {
  const folder = await folderFor(t);
  const image = path.join(folder, 'vda.raw');
  await makeWritingDisk(image, SIZE);
  const before = await readFile(image);
  const machine = await machineFor(t, {
    name: 'guest1',
    monitors: 2,
    disks: [{ name: 'vda', format: 'raw', image }],
    extraArgs,
  });
  const [first = '', second = ''] = machine.qmp;
  const targets = await fileSystemFor(t, `${SIZE + 8}m`);
  const filler = path.join(targets, 'filler');
  return {
    folder,
    /** What the disk held before the guest wrote. */
    before,
    first,
    second,
    target: path.join(targets, 'vda.qcow2'),
    async fillUp() {
      const { bavail, bsize } = await statfs(targets);
      await run('fallocate', [`--length=${bavail * bsize - MIB}`, filler]);
    },
    freeSpace: () => rm(filler),
  };
}
