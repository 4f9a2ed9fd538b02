import { open, rm } from 'node:fs/promises';
import { BackupError } from '../errors';
import { exists } from '../host/files';
import type { RunId } from '../names/runId';
import { syncFolder } from './atomicFile';
import { reasonOf } from './reasonOf';
import { recordFiles } from './recordFiles';
import type { RunRecords } from './runRecords';

/*
 * A cancel begins with a pause of the jobs, which nobody has asked for: whoever comes upon them paused finishes the
 * cancel. That one was asked for is told by an empty file beside the run's record. It is no part of that: a program that
 * cancels a run knows nothing of what its record may become at the same moment.
 */

const markOf = ({ folder }: RunRecords, run: RunId) => recordFiles(folder, run).cancel;

/**
 * Notes that a cancel is about to be asked for, of a run that is on record and has not ended.
 * @param records those of the program that has started the run
 * @throws {Error} where that cannot be noted
 */
export async function markCancel(records: RunRecords, run: RunId): Promise<void> {
  const isOpen = async () => ((await records.read(run))?.state ?? 'ended') !== 'ended';
  if (!(await isOpen())) return;
  const mark = markOf(records, run);
  const handle = await open(mark, 'w', 0o600);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(records.folder);
  // Whoever has recorded the end meanwhile has found no mark to remove.
  if (!(await isOpen())) await rm(mark, { force: true });
}

/** Whether a cancel was asked for, by whichever program, and nobody has decided otherwise since. */
export function isCancelMarked(records: RunRecords, run: RunId): Promise<boolean> {
  return exists(markOf(records, run));
}

/**
 * Takes note that somebody has decided otherwise since a cancel was asked for, where one was.
 * @throws {BackupError} where that cannot be noted: the next pause would be taken for the cancel's, which removes what
 *   was copied
 */
export async function withdrawCancel(records: RunRecords, run: RunId): Promise<void> {
  if (!(await isCancelMarked(records, run))) return;
  const mark = markOf(records, run);
  try {
    await rm(mark, { force: true });
    await syncFolder(records.folder);
  } catch (error) {
    throw new BackupError(
      `Backup "${run}" was being cancelled, and stays so until "${mark}" can be removed: ${reasonOf(error)}. ` +
        'Make that possible and try again, or cancel the backup.',
      { cause: error },
    );
  }
}
