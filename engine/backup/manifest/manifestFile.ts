import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunId } from '../names/runId';
import { writeAtomically } from '../records/atomicFile';
import { publish } from '../targets/publish';
import type { Manifest } from './manifest';
import { readManifestText, writeManifestText, type ReadManifest } from './manifestText';
import { isDenied, reasonOf } from '../records/reasonOf';

const SUFFIX = '.domainbackup.json';

/** A manifest lies where targets lie, whose files are for whom the umask says. */
const MODE = 0o666;

/** What a run's manifest is called. */
export function manifestName(run: RunId): string {
  return `${run}${SUFFIX}`;
}

/** Whether a file is called as manifests are. */
export function isManifestName(name: string): boolean {
  return name.endsWith(SUFFIX) && !name.startsWith('.');
}

/** Reads a manifest, whatever the file holds; one under the name of another run is none. */
export async function readManifest(file: string): Promise<ReadManifest> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    return { kind: 'unreadable', reason: reasonOf(error), ...(isDenied(error) && { access: 'denied' }) };
  }
  const read = readManifestText(bytes);
  if (read.kind === 'unreadable' || manifestName(read.manifest.run) === path.basename(file)) return read;
  return { kind: 'unreadable', reason: `it is that of another run, ${read.manifest.run}` };
}

/**
 * Takes the place of a manifest, for one that says more: a reader meets the old one or the new one, never a part.
 * @throws {Error} of the file system; the old one is still there then
 */
export async function replaceManifest(file: string, manifest: Manifest): Promise<void> {
  await writeAtomically(file, writeManifestText(manifest), { mode: MODE });
}

/** Whether what stands in a manifest says less than another: how the run ended was not known then. */
function saysLess(there: ReadManifest, manifest: Manifest): boolean {
  return there.kind === 'manifest' && there.manifest.outcome === 'unknown' && manifest.outcome !== 'unknown';
}

/**
 * Writes a run's manifest into a folder, whole or not at all. Where there is one of this run, it stays (two clients may
 * settle one run), unless how the run ended was not known then.
 * @returns its path
 * @throws {Error} of the file system
 */
export async function writeNewManifest(folder: string, manifest: Manifest): Promise<string> {
  const file = path.join(folder, manifestName(manifest.run));
  try {
    await writeAtomically(file, writeManifestText(manifest), { mode: MODE, take: publish });
  } catch (error) {
    const there = await readManifest(file);
    if (there.kind === 'unreadable') throw error;
    if (saysLess(there, manifest)) await replaceManifest(file, manifest);
  }
  return file;
}
