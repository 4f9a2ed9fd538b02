import type { FileHandle } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** So long nothing more is put on the disk, in milliseconds: each time may cost the file system a write of its own. */
const PAUSE = 100;

/**
 * Puts a file on the disk while another program writes it, so that little is left to wait for when that is done.
 * @param writing ends when all is written
 * @throws {Error} of the file system: also what failed between two looks, as long as the file was open
 * @throws what `writing` does
 */
export async function putOnDisk(handle: FileHandle, writing: Promise<void>): Promise<void> {
  const written = writing.then(() => true);
  for (let isAll = false; !isAll;) {
    isAll = await Promise.race([written, setTimeout(PAUSE, false, { ref: false })]);
    await handle.sync();
  }
}
