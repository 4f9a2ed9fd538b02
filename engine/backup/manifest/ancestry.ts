import { runTime, type RunId } from '../names/runId';
import type { PlannedTarget } from '../plan/backupPlan';
import type { RecordedDisk, RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';

/** The same disk in the run that an increment was made since. */
interface ParentDisk {
  run: RunId;
  disk: string;
  /** Its target; absent where that run's record is gone. */
  target?: Pick<PlannedTarget, 'type' | 'path'>;
}

/** What a run is an increment of. */
export interface Ancestry {
  mode: 'full' | 'incremental' | 'differential';
  /** The latest run that one of its disks holds the changes since. */
  parent?: { run: RunId; checkpoint: string };
  /** By the disk's name; a disk that is whole has none. */
  disks: ReadonlyMap<string, ParentDisk>;
}

/** The same disk of an older run: documents may call it by another name by now. */
function sameDisk(disk: RecordedDisk, older: RunRecord | undefined): RecordedDisk | undefined {
  const disks = older?.disks ?? [];
  return (
    disks.find((candidate) => candidate.disk === disk.disk) ??
    disks.find((candidate) => candidate.source !== undefined && candidate.source === disk.source) ??
    disks.find((candidate) => candidate.node === disk.node)
  );
}

const isSameMachine = (a: RunRecord, b: RunRecord) =>
  a.machine.uuid === b.machine.uuid && a.machine.name === b.machine.name;

/** Whether a checkpoint was made between a run and its parent: then the run reaches over it. */
function reachesOver(record: RunRecord, parent: RunId, records: readonly RunRecord[]): boolean {
  const since = records.find(({ run }) => run === parent)?.preparedAt ?? runTime(parent);
  return records.some(
    (other) =>
      other.run !== parent &&
      other.preparedAt > since &&
      other.preparedAt < record.preparedAt &&
      other.checkpoint !== undefined &&
      other.outcome === 'completed' &&
      isSameMachine(other, record),
  );
}

/**
 * Works out from the records which runs a run builds on.
 * @throws {Error} where the records' folder cannot be read
 */
export async function findAncestry(record: RunRecord, records: RunRecords): Promise<Ancestry> {
  const disks = new Map<string, ParentDisk>();
  let parent: Ancestry['parent'];
  if (record.disks.every(({ copy }) => copy.kind === 'full')) return { mode: 'full', disks };
  const known = (await records.list()).records;
  for (const disk of record.disks) {
    const { copy } = disk;
    if (copy.kind === 'full') continue;
    const older = sameDisk(
      disk,
      known.find(({ run }) => run === copy.run),
    );
    const target = older && { target: older.target };
    disks.set(disk.disk, { run: copy.run, disk: older?.disk ?? disk.disk, ...target });
    if (parent === undefined || copy.run > parent.run)
      parent = { run: copy.run, checkpoint: copy.checkpoint };
  }
  const mode = parent && reachesOver(record, parent.run, known) ? 'differential' : 'incremental';
  return { mode, ...(parent && { parent }), disks };
}
