import type { Catalogue } from '../catalogue/catalogue';
import { newRunId, type RunId } from '../names/runId';
import type { Damage } from './chainDamage';
import { planRestore, type PlannedRestore, type RestoreRequest } from './planRestore';
import { restoreDisk, type RestoreProgress } from './restoreDisk';

/** How a run is restored. */
export interface RestoreOptions extends RestoreRequest {
  /** `refuse`, the default: a backup that is no longer as it was written is not restored; `accept`: it is told. */
  damage?: 'refuse' | 'accept';
  /** Stops; the disks that are done stay, and nothing else is left. */
  signal?: AbortSignal;
  onProgress?: (progress: RestoreProgress) => void;
  /** Told of each disk when its file is there, which stays whatever becomes of the others. */
  onRestored?: (disk: RestoredDisk) => void;
}

/** A disk that was restored. */
export interface RestoredDisk {
  disk: string;
  /** The absolute path of the new file. */
  file: string;
  /** The run whose backup of it was whole, and those that were put on top, the oldest first. */
  from: RunId[];
  /**
   * - `checked`: all backups that it came from are as they were written
   * - `checked-late`: the same, since a verification: some digests were made only then
   * - `unchecked`: some had no digest
   * - `damaged`: some are not; `damage` tells which
   */
  digests: 'checked' | 'checked-late' | 'unchecked' | 'damaged';
  /** What was accepted; absent where nothing was. */
  damage?: Damage[];
}

/** What the digests of a chain say for it, where none of its files differs from its own. */
function worthOf(links: PlannedRestore['links']): RestoredDisk['digests'] {
  if (links.some(({ disk }) => disk.sha256 === undefined)) return 'unchecked';
  return links.some(({ disk }) => disk.digested?.by === 'verification') ? 'checked-late' : 'checked';
}

/**
 * Restores the disks of a run, as they were at its point in time, from whatever chain they are in. Each is written into
 * a new file under a partial name, and gets its own when it is whole and was compared with the backup. The backups are
 * read only.
 * @throws {RestoreError} with what stands against it, or what went wrong; nothing existing is touched
 * @throws {BackupError} where qemu-img is not installed
 * @throws the signal's reason
 */
export async function restoreRun(
  catalogue: Catalogue,
  run: RunId,
  {
    damage = 'refuse',
    signal = new AbortController().signal,
    onProgress,
    onRestored,
    ...request
  }: RestoreOptions,
): Promise<RestoredDisk[]> {
  const plans = await planRestore(catalogue, run, request, signal);
  const id = newRunId(Date.now());
  const restored: RestoredDisk[] = [];
  for (const plan of plans) {
    const accepted = await restoreDisk(plan, {
      id,
      format: request.format,
      damage,
      signal,
      onProgress: (progress) => onProgress?.(progress),
    });
    const one: RestoredDisk = {
      disk: plan.disk.disk,
      file: plan.file,
      from: plan.links.map((link) => link.run.run).toReversed(),
      digests: accepted.length > 0 ? 'damaged' : worthOf(plan.links),
      ...(accepted.length > 0 && { damage: accepted }),
    };
    restored.push(one);
    onRestored?.(one);
  }
  return restored;
}
