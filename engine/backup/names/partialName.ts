import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
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

/**
 * The name to write a file target under: a partial one where it can be renamed later. Where QEMU may write to the
 * folder and this program's user may not, that is the final name itself.
 */
export async function writableName(target: string, run: RunId): Promise<string> {
  try {
    await access(path.posix.dirname(target), constants.W_OK | constants.X_OK);
    return partialPath(target, run);
  } catch {
    return target;
  }
}
