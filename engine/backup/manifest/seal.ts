import path from 'node:path';
import { exists } from '../host/files';
import { digestFile, DIGESTS_AT_ONCE, type Digest } from '../images/digest';
import { eachOf } from '../images/eachOf';
import { imageLength } from '../images/imageLength';
import { MANIFEST_VERSION, type Manifest, type ManifestDisk } from './manifest';
import type { RunId } from '../names/runId';
import { ownerOf } from '../records/recordPlaces';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { manifestName, readManifest, replaceManifest } from './manifestFile';
import { targetPath } from './targetPaths';
import { manifestsFolder, targetFolders } from './writeManifests';

/** How far the digests of a run are. */
export interface SealProgress {
  /** The disk whose target is being read. */
  disk: string;
  /** Bytes read of all targets of the run. */
  current: number;
  /** Bytes of all targets of the run. */
  total: number;
}

/** How digests are made. */
interface SealOptions {
  /** Stops; the manifest stays as it was. */
  signal?: AbortSignal;
  onProgress?: (progress: SealProgress) => void;
}

const needsDigest = ({ outcome, sha256 }: ManifestDisk) => outcome === 'completed' && sha256 === undefined;

/** Digests every target of a manifest that has no digest yet, by disk. */
async function digestTargets(
  file: string,
  manifest: Manifest,
  { signal, onProgress }: SealOptions,
): Promise<Map<string, Digest>> {
  const open = await Promise.all(
    manifest.disks.filter(needsDigest).map(async (disk) => {
      const image = targetPath(file, disk.target);
      return { disk, image, length: disk.size ?? (await imageLength({ ...disk, file: image }, signal)) };
    }),
  );
  const total = open.reduce((sum, { length }) => sum + length, 0);
  const digests = new Map<string, Digest>();
  let current = 0;
  await eachOf(open, DIGESTS_AT_ONCE, async ({ disk, image, length }) => {
    const onBytes = (bytes: number) => {
      current += bytes;
      onProgress?.({ disk: disk.disk, current, total });
    };
    // Only the beginning of a device is the image; a file that is longer by now than it was is not sealed as it is.
    const digest = await digestFile(image, {
      signal,
      onBytes,
      ...(disk.type === 'block' && { length }),
    });
    if (digest.length !== length)
      throw new Error(
        `"${image}" of disk "${disk.disk}" has ${digest.length} bytes, and had ${length} at the end of its backup`,
      );
    digests.set(disk.disk, digest);
  });
  return digests;
}

/** A manifest with digests; what it says itself stays. */
function withDigests(
  manifest: Manifest,
  digests: ReadonlyMap<string, Digest>,
  digested: NonNullable<ManifestDisk['digested']>,
): Manifest {
  const disks = manifest.disks.map((disk): ManifestDisk => {
    const digest = needsDigest(disk) ? digests.get(disk.disk) : undefined;
    return digest ? { ...disk, size: digest.length, sha256: digest.sha256, digested } : disk;
  });
  return { ...manifest, version: MANIFEST_VERSION, disks };
}

/**
 * Adds digests that were made just now to the copies of a run's manifest. Each copy is replaced whole.
 * @throws {Error} of the file system; a copy that could not be replaced stays as it was
 */
export async function addDigests(
  files: readonly string[],
  digests: ReadonlyMap<string, Digest>,
  by: NonNullable<ManifestDisk['digested']>['by'],
): Promise<void> {
  if (digests.size === 0) return;
  const digested = { at: new Date().toISOString(), by };
  for (const file of files) {
    const read = await readManifest(file);
    if (read.kind === 'manifest') await replaceManifest(file, withDigests(read.manifest, digests, digested));
  }
}

/** The copies of a run's manifest that are where they were written. */
async function manifestsOf(record: RunRecord, records: RunRecords): Promise<string[]> {
  const folders = [...targetFolders(record), manifestsFolder(records)];
  const files = folders.map((folder) => path.join(folder, manifestName(record.run)));
  const found = await Promise.all(files.map(async (file) => ((await exists(file)) ? [file] : [])));
  return found.flat();
}

/**
 * Reads the targets of a completed run and writes their SHA-256 into the copies of its manifest. A backup is complete
 * without; this takes as long as reading it, comes after, and can be left at any moment: whoever verifies the backup
 * does it then. Of a run that did not complete, or has its digests, nothing is read.
 * @throws {Error} of the file system, or where a target is no longer as long as it was; nothing is changed then
 * @throws the signal's reason
 */
export async function sealRun(
  own: RunRecords,
  run: RunId,
  options: SealOptions = {},
): Promise<'recorded' | 'nothing to record'> {
  // Who has settled another program's run reads its targets as well.
  const records = await ownerOf(own, run);
  const record = await records.read(run);
  if (record?.outcome !== 'completed') return 'nothing to record';
  const files = await manifestsOf(record, records);
  for (const file of files) {
    const read = await readManifest(file);
    if (read.kind !== 'manifest') continue;
    await addDigests(files, await digestTargets(file, read.manifest, options), 'backup');
    return 'recorded';
  }
  return 'nothing to record';
}
