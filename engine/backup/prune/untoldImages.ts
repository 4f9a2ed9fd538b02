import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { CatalogueRun, ManifestCopy } from '../catalogue/catalogue';
import { isQcow2 } from '../catalogue/plainImage';
import { inItsFolder, resolved } from '../host/files';
import { walkFolder, type Extent } from '../host/walkFolder';
import type { ManifestDisk } from '../manifest/manifest';
import { targetPath } from '../manifest/targetPaths';
import { parsePartial } from '../names/partialName';
import { isDenied, reasonOf } from '../records/reasonOf';
import { isOfItsTime } from './replaced';

/** The images in a folder that may be others than manifests say of their paths. */
export interface UntoldImages {
  /** A manifest says of some that a backup, or the disk that was backed up, was there. */
  files: { file: string; path: 'told' | 'untold' }[];
  /** Files that cannot be looked at, and why, in a sentence. */
  refused: { file: string; reason: string }[];
}

/** A target, as one copy of its run's manifest tells. */
interface ToldTarget {
  copy: ManifestCopy;
  disk: ManifestDisk;
}

/** What manifests say of paths. */
export interface ToldPaths {
  /** By the path, the folders' links followed. */
  targets: ReadonlyMap<string, readonly ToldTarget[]>;
  /** The images of the disks that were backed up, links followed. */
  sources: ReadonlySet<string>;
}

/** What the manifests of some runs say of paths. */
export async function toldPaths(runs: readonly CatalogueRun[]): Promise<ToldPaths> {
  const targets = new Map<string, ToldTarget[]>();
  const folders = new Map<string, Promise<string>>();
  const sources = new Set<string>();
  for (const copy of runs.flatMap(({ manifests }) => manifests))
    for (const disk of copy.manifest.disks) {
      if (disk.source !== undefined) sources.add(disk.source);
      if (disk.type !== 'file' || disk.outcome !== 'completed') continue;
      const file = targetPath(copy.file, disk.target);
      const folder = path.dirname(file);
      const itself = folders.get(folder) ?? resolved(folder);
      folders.set(folder, itself);
      const name = path.join(await itself, path.basename(file));
      targets.set(name, [...(targets.get(name) ?? []), { copy, disk }]);
    }
  return { targets, sources: new Set(await Promise.all([...sources].map(resolved))) };
}

/** Whether a file is as long as a manifest that is as it was written says, and was last written to with its backup. */
async function isAsTold(file: string, told: readonly ToldTarget[]): Promise<boolean> {
  const found = await stat(file);
  for (const { copy, disk } of told)
    if (copy.state === 'as-written' && disk.size === found.size && (await isOfItsTime(found, copy, disk)))
      return true;
  return false;
}

/**
 * Finds the qcow2 images in a folder that nobody has to take for what a manifest says: those that none tells of, and
 * those that lie where one says that a backup or a disk was, and may be others by now. Who may not write to a folder
 * keeps the manifests of what was written there elsewhere, and need not learn that another has used the name since.
 * @throws {Error} where the folder cannot be read
 * @throws the signal's reason
 */
export async function untoldImages(
  folder: string,
  { targets, sources }: ToldPaths,
  extent: Extent,
  signal?: AbortSignal,
): Promise<UntoldImages> {
  const found: UntoldImages = { files: [], refused: [] };
  const { files } = await walkFolder(folder, extent, (name) => parsePartial(name) === undefined, signal);
  for (const file of files) {
    const itself = await inItsFolder(file);
    const told = targets.get(itself) ?? [];
    const isSource = sources.has(itself);
    try {
      if (await isAsTold(file, told)) continue;
      if (await isQcow2(file))
        found.files.push({ file, path: isSource || told.length > 0 ? 'told' : 'untold' });
    } catch (error) {
      // Who backs a disk up need not be allowed to read it.
      if (isSource && isDenied(error)) continue;
      found.refused.push({ file, reason: `"${file}" cannot be looked at: ${reasonOf(error)}.` });
    }
  }
  return found;
}
