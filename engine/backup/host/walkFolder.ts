import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { reasonOf } from '../records/reasonOf';

/** Folders so far below the one that was named are not looked into; people sort backups by machine, month and day. */
const DEPTH = 6;

/** How far a folder is looked into: with what is below it, or it alone. */
export type Extent = 'below' | 'alone';

/** The files in a folder and below. */
interface Walked {
  files: string[];
  /** Folders below that cannot be read, and why, as a clause. */
  unreadable: { file: string; reason: string }[];
}

/**
 * Looks for files in a folder and in those below. Links to folders are not followed: a folder is looked at once.
 * @param isMeant by the file's name
 * @throws {Error} where the folder itself cannot be read
 * @throws the signal's reason
 */
export async function walkFolder(
  folder: string,
  extent: Extent,
  isMeant: (name: string) => boolean,
  signal?: AbortSignal,
): Promise<Walked> {
  const found: Walked = { files: [], unreadable: [] };
  const look = async (here: string, entries: readonly Dirent[], depth: number): Promise<void> => {
    signal?.throwIfAborted();
    for (const entry of entries) {
      const file = path.join(here, entry.name);
      if (entry.isFile() && isMeant(entry.name)) found.files.push(file);
      if (!entry.isDirectory() || depth === DEPTH) continue;
      try {
        await look(file, await readdir(file, { withFileTypes: true }), depth + 1);
      } catch (error) {
        signal?.throwIfAborted();
        const reason = reasonOf(error);
        found.unreadable.push({ file, reason: `it cannot be looked into: ${reason}` });
      }
    }
  };
  const start = path.resolve(folder);
  await look(start, await readdir(start, { withFileTypes: true }), extent === 'below' ? 0 : DEPTH);
  return found;
}
