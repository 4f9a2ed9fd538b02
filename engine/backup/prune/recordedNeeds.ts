import path from 'node:path';
import { BackupError } from '../errors';
import type { RunId } from '../names/runId';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';

/** A run that builds on others, as its record, or its image, tells. */
export interface RecordedNeed {
  /**
   * - `going`: it has not ended, and so has no manifest yet
   * - `completed`: it has one, wherever that is by now
   * - `marked`: its image says so, and nothing else that could be relied on
   */
  state: 'going' | 'completed' | 'marked';
  run: RunId;
  /** What it builds on. */
  parents: RunId[];
  /** How that is known, and what to do where it is so no more; sentences. Absent where its own record says that it goes on. */
  why?: string;
}

/** Of a run that failed, or that a prune has removed, nothing is left that needs anything. */
function stateOf({ state, outcome, removedAt }: RunRecord): RecordedNeed['state'] | undefined {
  if (state !== 'ended') return 'going';
  return outcome === 'completed' && removedAt === undefined ? 'completed' : undefined;
}

/**
 * What the records of runs say that has to stay: what backups build on which run at this moment, and what completed ones
 * build on whose manifests may be on storage that is not there today.
 * @throws {BackupError} where a record cannot be read: what its run builds on, nobody can tell then
 */
export async function recordedNeeds(records: RunRecords): Promise<RecordedNeed[]> {
  const { records: known, unreadable } = await records.list();
  const [first] = unreadable;
  if (first)
    throw new BackupError(
      `The record "${first.file}" cannot be read: ${first.reason}. What its run builds ` +
        'on is not known, so nothing is removed; repair the record, or move it away.',
    );
  return known.flatMap((record): RecordedNeed[] => {
    const state = stateOf(record);
    const parents = record.disks.flatMap(({ copy }) => (copy.kind === 'since' ? [copy.run] : []));
    if (state === undefined || parents.length === 0) return [];
    const { run } = record;
    const file = path.join(records.folder, `${run}.json`);
    const why =
      'No manifest of that one is known here: bring it back, ' +
      'or name its folder with --catalog (in VS Code, the setting domainbackup.history.folders); ' +
      `if it is gone for good, remove its record "${file}".`;
    return [{ state, run, parents: [...new Set(parents)], ...(state === 'completed' && { why }) }];
  });
}
