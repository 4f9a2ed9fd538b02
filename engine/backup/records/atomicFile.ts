import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { answers } from './processIdentity';

/** How old a half-written file of a program that may be alive must be before it is removed, in milliseconds. */
const STALE = 600_000;

/** A record or a manifest that is being written, and the process that writes it. */
const TEMPORARY = /^\.\d{8}-\d{6}-[0-9a-z]{4}\.(?:(?:domainbackup|open)\.)?json\.(\d+)\.[0-9a-f]{12}\.tmp$/;

/** Makes the names in a folder outlast a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** How a file is written. */
interface Writing {
  /** Who may read it, before the umask takes its part; by default its owner alone. */
  mode?: number;
  /** Gives the whole file its name; by default in place of the file that has it. */
  take?: (temporary: string, file: string) => Promise<void>;
}

/**
 * Writes a file so that a reader, a loss of power or a full disk meets the old text or the new one, never a part.
 * @throws {Error} of the file system; the old text is still there then
 */
export async function writeAtomically(
  file: string,
  text: string,
  { mode = 0o600, take = rename }: Writing = {},
): Promise<void> {
  const folder = path.dirname(file);
  const temporary = path.join(
    folder,
    `.${path.basename(file)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await take(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/**
 * Removes what programs that were killed in the middle of writing a record or a manifest have left in a folder; a
 * folder that is not there holds nothing.
 * @throws {Error} of the file system
 */
export async function removeStale(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const writer = TEMPORARY.exec(name)?.[1];
    if (writer === undefined) continue;
    const file = path.join(folder, name);
    const age = await stat(file).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE || !answers(Number(writer))) await rm(file, { force: true });
  }
}
