import { findLostBackups, otherRecords, type Checkpoint, type RunRecords } from '../../engine';
import { localityOf } from '../connections/locality';
import { configuredFolders } from './configuredFolders';

/**
 * Finds which checkpoints of a machine have lost their backup, as far as the records of this user's programs tell.
 * @returns why, in a sentence, by the run
 * @throws {Error} where records or folders cannot be read
 */
export async function findLost(
  own: RunRecords,
  socket: string,
  checkpoints: readonly Checkpoint[],
): Promise<Map<string, string>> {
  // Of another host's files nobody here knows.
  if (checkpoints.length === 0 || localityOf(socket) === 'remote') return new Map();
  const sources = [own, ...(await otherRecords(own))];
  const found = await Promise.all(
    sources.map((records) => findLostBackups(checkpoints, { records, folders: configuredFolders() })),
  );
  return new Map(found.flatMap((lost) => [...lost]));
}
