import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunId } from './runId';

const RUN_IN_NAME = /\.(\d{8}-\d{6}-[0-9a-z]{4})\.partial$/;

/**
 * The name under which a file target is written. It gets its final name only when the whole group has completed, so a
 * file under its final name is always a whole backup. The run's id keeps two runs with one target apart: none can
 * write to, rename or remove the other's file.
 */
export function partialPath(target: string, run: RunId): string {
  return `${target}.${run}.partial`;
}

/** The final name of a run's partial file; `undefined` for every other file. */
export function finalPath(written: string, run: RunId): string | undefined {
  const suffix = partialPath('', run);
  return written.endsWith(suffix) ? written.slice(0, -suffix.length) : undefined;
}

/** A file that some run writes: the run, and the file's final name; `undefined` for every other file. */
export function parsePartial(written: string): { run: RunId; target: string } | undefined {
  const run = RUN_IN_NAME.exec(written)?.[1];
  const target = run === undefined ? undefined : finalPath(written, run);
  return run === undefined || target === undefined ? undefined : { run, target };
}

/** What stands before a restore's id. */
const RESTORE = '.restore';

/** The name under which a restore writes a file until that is whole: `vda.qcow2.restore.ID.partial`. */
export function restorePath(file: string, id: RunId): string {
  return partialPath(`${file}${RESTORE}`, id);
}

/** Whether a file is one that a restore writes, or has left. */
export function isOfRestore(written: string): boolean {
  return parsePartial(written)?.target.endsWith(RESTORE) === true;
}

/** Whether what another user makes in a folder may not be renamed by this program's: `/tmp` and its like are so. */
async function keepsNames(folder: string, maker: number | undefined): Promise<boolean> {
  const us = process.getuid?.();
  if (maker === undefined || maker === us || us === 0) return false;
  const { mode, uid } = await stat(folder);
  // The sticky bit: only the owner of a file, or of the folder.
  return (mode & 0o1000) !== 0 && uid !== us;
}

/**
 * The name to write a file target under: a partial one where it can be renamed later. Where QEMU may write to the
 * folder and this program's user may not, or may not rename what QEMU has made there, that is the final name itself.
 * @param maker the user id of QEMU, where that is known
 */
export async function writableName(target: string, run: RunId, maker: number | undefined): Promise<string> {
  const folder = path.posix.dirname(target);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return (await keepsNames(folder, maker)) ? target : partialPath(target, run);
  } catch {
    return target;
  }
}
