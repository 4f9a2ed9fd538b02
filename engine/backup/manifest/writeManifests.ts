import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { removeStale } from '../records/atomicFile';
import { makeFolder } from '../records/makeFolder';
import { reasonOf } from '../records/reasonOf';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { findAncestry } from './ancestry';
import { buildManifest, hasEndedRun, type EndedRun, type TargetFacts } from './buildManifest';
import { writeNewManifest } from './manifestFile';

/** The manifests of one run. */
interface WrittenManifests {
  /** Absolute paths. */
  files: string[];
  /** Why there is none where one should be, in sentences. */
  troubles: string[];
}

/**
 * Where a manifest goes that cannot lie beside its targets: those are block devices, on another host, or in a folder
 * that only QEMU may write to.
 */
export function manifestsFolder(records: Pick<RunRecords, 'folder'>): string {
  return path.join(path.dirname(records.folder), 'manifests');
}

/** The folders of a run's target files; none for a run on another host. */
export function targetFolders({ locality, disks }: RunRecord): string[] {
  if (locality === 'remote') return [];
  const files = disks.filter(({ target }) => target.type === 'file');
  return [...new Set(files.map(({ target }) => path.dirname(target.path)))];
}

/** The length of a file in bytes; `undefined` where there is none. */
async function lengthOf(file: string): Promise<number | undefined> {
  return lstat(file).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
}

async function lookAtTargets({ locality, disks, results = [] }: EndedRun): Promise<Map<string, TargetFacts>> {
  const facts = new Map<string, TargetFacts>();
  if (locality === 'remote') return facts;
  for (const { disk, target } of disks) {
    if (target.type === 'block') continue;
    const outcome = results.find((result) => result.disk === disk)?.outcome;
    const size = outcome === 'completed' ? await lengthOf(target.path) : undefined;
    const isLeft = outcome !== 'completed' && (await lengthOf(target.writtenTo)) !== undefined;
    facts.set(disk, { ...(size !== undefined && { size }), ...(isLeft && { remains: target.writtenTo }) });
  }
  return facts;
}

/**
 * Writes the manifests of a run that has ended, whatever its outcome: a copy into each folder that holds a target of
 * it, so that each folder tells its story when it is moved alone. It is made before the run's record says that it has
 * ended, so whoever is killed in between leaves that to the next one; doing it again changes nothing.
 *
 * It does not throw: a backup without a manifest is still a backup. A run whose jobs never started has none.
 */
export async function writeManifests(record: RunRecord, records: RunRecords): Promise<WrittenManifests> {
  if (!hasEndedRun(record)) return { files: [], troubles: [] };
  const files: string[] = [];
  const troubles: string[] = [];
  try {
    const ancestry = await findAncestry(record, records);
    const facts = await lookAtTargets(record);
    for (const folder of targetFolders(record)) {
      // Whoever was killed as it wrote one here, or as it added a digest, has left a part of it, which nobody needs.
      await removeStale(folder).catch(() => {});
      try {
        files.push(await writeNewManifest(folder, buildManifest(record, { folder, ancestry, facts })));
      } catch (error) {
        troubles.push(`The manifest could not be written into "${folder}": ${reasonOf(error)}.`);
      }
    }
    const [other] = files;
    if (other !== undefined) {
      // Each copy tells of the whole run.
      const covers = `"${other}" tells of all its disks.`;
      return { files, troubles: troubles.map((trouble) => `${trouble} ${covers}`) };
    }
    const folder = manifestsFolder(records);
    await makeFolder(folder, 0o700);
    const file = await writeNewManifest(folder, buildManifest(record, { ancestry, facts }));
    return { files: [file], troubles: troubles.map((trouble) => `${trouble} It is "${file}".`) };
  } catch (error) {
    troubles.push(`No manifest could be written: ${reasonOf(error)}.`);
  }
  return { files, troubles };
}
