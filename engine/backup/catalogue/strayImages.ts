import { inItsFolder, resolved } from '../host/files';
import { walkFolder, type Extent } from '../host/walkFolder';
import { parsePartial } from '../names/partialName';
import { reasonOf } from '../records/reasonOf';
import type { KnownRuns } from './leftFiles';
import { LeftStates } from './leftState';
import { wrote } from './overwriter';
import { isQcow2 } from './plainImage';

/** The images in a folder that the backups which are known do not account for. */
export interface StrayImages {
  /** Absolute paths of those that no manifest tells of. */
  files: string[];
  /** Absolute paths of those that a manifest tells of, and that are not the copy which is meant of that backup. */
  copies: string[];
  /** Absolute paths of what runs that did not complete have left under final names, and that is no backup. */
  left: string[];
  /** Files that cannot be looked at, and why, in a sentence. */
  refused: { file: string; reason: string }[];
}

/**
 * Finds the files in a folder, and by default below, that are no target of the runs and second copies of one, and the
 * qcow2 images that no manifest tells of. What a run writes at this moment, and the disks that were backed up, are none.
 * @throws {Error} where the folder cannot be read
 * @throws the signal's reason
 */
export async function strayImages(
  folder: string,
  known: KnownRuns,
  signal?: AbortSignal,
  extent: Extent = 'below',
): Promise<StrayImages> {
  const found: StrayImages = { files: [], copies: [], left: [], refused: [] };
  const disks = known.runs.flatMap((run) => run.disks);
  // What failed wrote nothing under the name of its target.
  const targets = new Set(disks.filter(wrote).map(({ itself }) => itself));
  const claimed = new Set(disks.filter(wrote).flatMap(({ claims }) => claims));
  for (const source of new Set(disks.map(({ source: one }) => one)))
    if (source !== undefined) targets.add(await resolved(source));
  const states = await LeftStates.read(known);
  const kindOf = async (itself: string) => {
    if (claimed.has(itself)) return 'copies';
    return (await states.at(itself))?.state === 'own' ? 'left' : 'files';
  };
  const { files } = await walkFolder(folder, extent, (name) => parsePartial(name) === undefined, signal);
  for (const file of files) {
    const itself = await inItsFolder(file);
    if (targets.has(itself)) continue;
    try {
      // What a manifest tells of may be raw, or so damaged that it looks like nothing any more.
      if (claimed.has(itself) || (await isQcow2(file))) found[await kindOf(itself)].push(file);
    } catch (error) {
      found.refused.push({ file, reason: `"${file}" cannot be looked at: ${reasonOf(error)}.` });
    }
  }
  return found;
}
