import { stat } from 'node:fs/promises';
import type { PastRun } from './pastRun';

/** What one block of `st_blocks` is, in bytes, whatever the file system's own are (POSIX leaves it open; Linux has it so). */
const BLOCK = 512;

async function sizeOnDisk(file: string): Promise<number | undefined> {
  return stat(file).then(
    (stats) => (stats.isFile() ? stats.blocks * BLOCK : undefined),
    () => undefined,
  );
}

/** Adds to the disks of a backup that is on this host what their files take on the storage. */
export async function withSizesOnDisk(past: PastRun): Promise<PastRun> {
  if (past.manifest === 'none' || past.outcome !== 'completed') return past;
  const disks = await Promise.all(
    past.disks.map(async (disk) => {
      const onDisk = await sizeOnDisk(disk.target);
      return onDisk === undefined ? disk : { ...disk, onDisk };
    }),
  );
  return { ...past, disks };
}

/** Bytes that a backup takes on the storage, as far as that can be told; undefined where it cannot of any disk. */
export function onDiskOf({ disks }: PastRun): number | undefined {
  const known = disks.flatMap(({ onDisk }) => (onDisk === undefined ? [] : [onDisk]));
  return known.length === 0 ? undefined : known.reduce((sum, bytes) => sum + bytes, 0);
}
