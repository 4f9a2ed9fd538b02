import path from 'node:path';
import type { DiskResult, Outcome } from '../model';
import type { RecordedDisk, RunRecord } from '../records/runRecord';
import type { Ancestry } from './ancestry';
import { MANIFEST_VERSION, type Manifest, type ManifestDisk } from './manifest';

/** A run that has ended, after its jobs had started: only such a one has a manifest. */
export interface EndedRun extends RunRecord {
  startedAt: number;
  endedAt: number;
  outcome: Outcome;
}

/** Whether a run has come so far that it has a manifest. */
export function hasEndedRun(record: RunRecord): record is EndedRun {
  return record.startedAt !== undefined && record.endedAt !== undefined && record.outcome !== undefined;
}

/** What the file system says of one disk's target once its run has ended. */
export interface TargetFacts {
  /** Its length in bytes; absent where it is no file, or cannot be looked at from here. */
  size?: number;
  /** A partial file that is still there. */
  remains?: string;
}

/** What a manifest says besides what its run's record does. */
interface ManifestContext {
  /** The folder that it is to be in, for relative paths; absent for absolute ones. */
  folder?: string;
  ancestry: Ancestry;
  /** By the disk's name. */
  facts: ReadonlyMap<string, TargetFacts>;
}

function describeDisk(
  disk: RecordedDisk,
  result: DiskResult | undefined,
  { folder, ancestry, facts }: ManifestContext,
): ManifestDisk {
  const { type, format } = disk.target;
  // A device stays where it is when the folder is moved.
  const written = (file: string, kind: 'file' | 'block' = 'file') =>
    folder === undefined || kind === 'block' ? file : path.posix.relative(folder, file);
  const { size, remains } = facts.get(disk.disk) ?? {};
  const parent = ancestry.disks.get(disk.disk);
  return {
    disk: disk.disk,
    ...(disk.source !== undefined && { source: disk.source }),
    virtualSize: disk.size,
    type,
    format,
    target: written(disk.target.path, type),
    ...(parent && {
      parent: {
        run: parent.run,
        disk: parent.disk,
        ...(parent.target && { target: written(parent.target.path, parent.target.type) }),
      },
    }),
    bytesCopied: result?.copied ?? 0,
    ...(size !== undefined && { size }),
    outcome: result?.outcome ?? 'unknown',
    ...(result?.error !== undefined && { error: result.error }),
    ...(remains !== undefined && { remains: written(remains) }),
  };
}

/** What a run's record and its targets come to. Digests are added later. */
export function buildManifest(record: EndedRun, context: ManifestContext): Manifest {
  const { run, name, description, document, machine, checkpoint, startedAt, endedAt, outcome } = record;
  const { mode, parent } = context.ancestry;
  return {
    format: 'domainbackup-manifest',
    version: MANIFEST_VERSION,
    run,
    name,
    ...(description !== undefined && { description }),
    machine: {
      ...(machine.name !== undefined && { name: machine.name }),
      ...(machine.uuid !== undefined && { uuid: machine.uuid }),
      qemu: machine.version,
    },
    definition: document,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    mode,
    // A checkpoint stays only with a backup that completed.
    ...(checkpoint &&
      outcome === 'completed' &&
      record.checkpointResult?.state !== 'not made' && { checkpoint: checkpoint.name }),
    ...(parent && { parent }),
    outcome,
    disks: record.disks.map((disk) =>
      describeDisk(
        disk,
        record.results?.find((result) => result.disk === disk.disk),
        context,
      ),
    ),
  };
}
