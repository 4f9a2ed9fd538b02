import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../../errorText';
import { isManifestName } from '../manifest/manifestFile';
import type { UnreadableManifest } from './catalogue';

/** Folders so far below the one that was named are not looked into; people sort backups by machine, month and day. */
const DEPTH = 6;

/** The manifests in a folder and below. */
export interface FoundManifests {
  files: string[];
  /** Folders below that cannot be read. */
  unreadable: UnreadableManifest[];
}

/** How far a folder is looked into: with what is below it, or it alone. */
export type Extent = 'below' | 'alone';

/**
 * Looks for manifests in a folder and in those below. Links to folders are not followed: a folder is looked at once.
 * @throws {Error} where the folder itself cannot be read
 * @throws the signal's reason
 */
export async function findManifests(
  folder: string,
  extent: Extent,
  signal?: AbortSignal,
): Promise<FoundManifests> {
  const found: FoundManifests = { files: [], unreadable: [] };
  const look = async (here: string, entries: readonly Dirent[], depth: number): Promise<void> => {
    signal?.throwIfAborted();
    for (const entry of entries) {
      const file = path.join(here, entry.name);
      if (entry.isFile() && isManifestName(entry.name)) found.files.push(file);
      if (!entry.isDirectory() || depth === DEPTH) continue;
      try {
        await look(file, await readdir(file, { withFileTypes: true }), depth + 1);
      } catch (error) {
        signal?.throwIfAborted();
        const reason = errorText(error);
        found.unreadable.push({ file, reason: `it cannot be looked into: ${reason}` });
      }
    }
  };
  const start = path.resolve(folder);
  await look(start, await readdir(start, { withFileTypes: true }), extent === 'below' ? 0 : DEPTH);
  return found;
}
