import type { Catalogue } from '../catalogue/catalogue';
import { RestoreError } from '../errors';
import { newRunId, type RunId } from '../names/runId';
import type { Damage } from './chainDamage';
import type { RestoreProgress } from './copyChain';
import { planRestore, type LostDisk, type PlannedRestore, type RestoreRequest } from './planRestore';
import type { ReplacedFile } from './replacedFile';
import { restoreDisk } from './restoreDisk';

/** How a run is restored. */
export interface RestoreOptions extends RestoreRequest {
  /** Stops; the disks that are done stay, and nothing else is left. */
  signal?: AbortSignal;
  onProgress?: (progress: RestoreProgress) => void;
  /** Told of each disk when its file is there, which stays whatever becomes of the others. */
  onRestored?: (disk: RestoredDisk) => void;
  /** Told of each disk that is not restored, where damage is accepted. */
  onLost?: (disk: LostDisk) => void;
  /** Told of each file that a killed restore has left in the folder, before this one begins. */
  onLeft?: (file: string) => void;
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
  /** The files that copies were read in place of; absent where there are none. */
  replaced?: ReplacedFile[];
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
 * @returns the disks that were restored; where damage is accepted, at least one
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
    onLost,
    onLeft,
    ...request
  }: RestoreOptions,
): Promise<RestoredDisk[]> {
  const plan = await planRestore(catalogue, run, { ...request, damage }, signal);
  for (const file of plan.left) onLeft?.(file);
  for (const one of plan.lost) onLost?.(one);
  const id = newRunId(Date.now());
  const restored: RestoredDisk[] = [];
  const failures: RestoreError[] = [];
  for (const planned of plan.disks) {
    const { disk, file, links } = planned;
    try {
      const { accepted, replaced } = await restoreDisk(planned, {
        id,
        format: request.format,
        damage,
        signal,
        onProgress: (progress) => onProgress?.(progress),
      });
      const one: RestoredDisk = {
        disk: disk.disk,
        file,
        from: links.map((link) => link.run.run).toReversed(),
        digests: accepted.length > 0 ? 'damaged' : worthOf(links),
        ...(accepted.length > 0 && { damage: accepted }),
        ...(replaced.length > 0 && { replaced }),
      };
      restored.push(one);
      onRestored?.(one);
    } catch (error) {
      // Damage of one disk that leaves nothing to restore is no reason to keep the others back.
      if (damage === 'refuse' || !(error instanceof RestoreError)) throw error;
      failures.push(error);
      onLost?.({ disk: disk.disk, reason: error.message, reached: error.reached });
    }
  }
  const [failure] = failures;
  if (failure && restored.length === 0) throw failure;
  return restored;
}
