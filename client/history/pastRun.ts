import type { AwayFolder, CatalogueRun, Lack, Loss, Outcome, RunRecord } from '../../engine';

/** One disk of a past backup. */
export interface PastDisk {
  disk: string;
  /** The path of its image, where it had one. */
  source?: string;
  /** Where its backup is: an absolute path on the host of QEMU. */
  target: string;
  format: 'qcow2' | 'raw';
  /** Virtual size in bytes. */
  size: number;
  /** Bytes that QEMU copied; absent where nobody was told. */
  copied?: number;
  /** Bytes that its file takes on the storage; absent where there is none on this host, as of a device. */
  onDisk?: number;
  outcome: Outcome;
  error?: string;
  /** The partial file that stays, as in its result. */
  remains?: string;
}

/** A backup that has ended, or of which nobody knows whether it has: what its record and its manifest tell together. */
export interface PastRun {
  run: string;
  name: string;
  description?: string;
  /** `open`: nobody has taken its outcome yet; the next look at the machine settles it. */
  outcome: Outcome | 'open';
  /** Why the outcome is unknown, where that is known. */
  loss?: Loss;
  /** Why, where it is about the whole run. */
  error?: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Milliseconds since the epoch; absent while it is open. */
  endedAt?: number;
  /** Its socket is the one name of that, without symbolic links; absent where no record tells it. */
  machine: { name?: string; uuid?: string; version: string; socket?: string };
  mode: 'full' | 'incremental' | 'differential';
  /** The checkpoint that was made with it. */
  checkpoint?: string;
  /** What it holds the changes since. */
  parent?: { run?: string; checkpoint: string };
  /** The document that it was started from. */
  document: string;
  disks: PastDisk[];
  /** `known`: a manifest tells of it, so that it can be verified, restored and pruned. */
  manifest: 'known' | 'none';
  /** The folder that its manifest and its files should be in, and that is not at hand; absent where all are. */
  away?: AwayFolder;
  /** Why it cannot be restored as it is now, in a sentence; absent where nothing is known to be missing. */
  lack?: string;
  /** `missing`: of some disk none is recorded, so a change of its data cannot be told; `late`: a verification made some. */
  digests?: 'missing' | 'late';
  /** Whether this extension has kept a log of it. */
  log: 'kept' | 'none';
}

/** A past backup as its record tells, of which there is no manifest. */
export function fromRecord(record: RunRecord): Omit<PastRun, 'log'> {
  const { run, name, description, machine, checkpoint, document, error } = record;
  const since = record.disks.map(({ copy }) => copy).find(({ kind }) => kind === 'since');
  return {
    run,
    name,
    ...(description !== undefined && { description }),
    outcome: record.state === 'ended' ? (record.outcome ?? 'unknown') : 'open',
    ...(record.loss !== undefined && { loss: record.loss }),
    ...(error !== undefined && { error }),
    startedAt: record.startedAt ?? record.preparedAt,
    ...(record.endedAt !== undefined && { endedAt: record.endedAt }),
    machine,
    mode: since === undefined ? 'full' : 'incremental',
    ...(checkpoint !== undefined && { checkpoint: checkpoint.name }),
    ...(since?.kind === 'since' && { parent: { run: since.run, checkpoint: since.checkpoint } }),
    document,
    disks: record.disks.map(({ disk, source, size, target }): PastDisk => {
      const result = record.results?.find((one) => one.disk === disk);
      return {
        disk,
        ...(source !== undefined && { source }),
        target: target.path,
        format: target.format,
        size,
        ...(result?.copied !== undefined && { copied: result.copied }),
        outcome: result?.outcome ?? record.outcome ?? 'unknown',
        ...(result?.error !== undefined && { error: result.error }),
        ...(result?.remains !== undefined && { remains: result.remains }),
      };
    }),
    manifest: 'none',
  };
}

/** What the digests of a backup cannot speak for, if anything. */
function digestsOf({ manifest, disks }: CatalogueRun): PastRun['digests'] {
  if (manifest.outcome !== 'completed') return undefined;
  if (disks.some(({ sha256 }) => sha256 === undefined)) return 'missing';
  return disks.some(({ digested }) => digested?.by === 'verification') ? 'late' : undefined;
}

/**
 * A past backup as its manifest tells.
 * @param record what is known here besides, such as the machine's socket
 * @param lack what a look at its files tells
 */
export function fromManifest(
  run: CatalogueRun,
  record: RunRecord | undefined,
  lack: Lack | undefined,
): Omit<PastRun, 'log'> {
  const { manifest, disks } = run;
  const digests = digestsOf(run);
  const { name, description, machine, mode, checkpoint, parent, outcome } = manifest;
  return {
    run: run.run,
    name,
    ...(description !== undefined && { description }),
    outcome,
    ...(record?.loss !== undefined && { loss: record.loss }),
    ...(record?.error !== undefined && { error: record.error }),
    startedAt: Date.parse(manifest.startedAt),
    endedAt: Date.parse(manifest.endedAt),
    machine: {
      ...(machine.name !== undefined && { name: machine.name }),
      ...(machine.uuid !== undefined && { uuid: machine.uuid }),
      version: machine.qemu,
      ...(record !== undefined && { socket: record.machine.socket }),
    },
    mode,
    ...(checkpoint !== undefined && { checkpoint }),
    ...(parent !== undefined && { parent }),
    document: manifest.definition,
    disks: disks.map(
      ({ disk, source, file, format, virtualSize, bytesCopied, outcome: ended, error }): PastDisk => {
        const remains = record?.results?.find((result) => result.disk === disk)?.remains;
        return {
          disk,
          ...(source !== undefined && { source }),
          target: file,
          format,
          size: virtualSize,
          copied: bytesCopied,
          outcome: ended,
          ...(error !== undefined && { error }),
          ...(remains !== undefined && { remains }),
        };
      },
    ),
    ...(lack?.kind === 'certain' && { lack: lack.why }),
    ...(digests !== undefined && { digests }),
    manifest: 'known',
  };
}
