import { told, type TextParts, type Told } from './names/told';

/**
 * The engine's errors:
 *
 *     BackupError
 *     ├── PlanError         the backup was refused; nothing was touched
 *     ├── RunError          it could not be started, or not be followed; what was made for it has been removed
 *     ├── UnsettledError    some runs that were left behind could not be settled; the others were
 *     ├── CheckpointError   a checkpoint cannot be deleted; it is as it was
 *     └── RestoreError      a disk could not be restored; nothing existing was touched
 *
 * A message is one sentence for people: what happened, to which disk, and what to do.
 */
export class BackupError extends Error {
  override name = 'BackupError';
  /** The message in parts, where it names runs. */
  readonly parts: TextParts;

  constructor(said: string | Told, options?: ErrorOptions) {
    super(typeof said === 'string' ? said : said.message, options);
    this.parts = typeof said === 'string' ? [said] : said.parts;
  }
}

/** Something that a plan came upon. */
export interface PlanFinding {
  /** `error`: the backup is refused because of it; `warning`: it can be started, and people should know first. */
  severity: 'error' | 'warning';
  /** The disk it is about; absent where it is about the whole backup. */
  disk?: string;
  /** A stable kebab-case name, such as `target-exists`. */
  code: string;
  message: string;
  /** The message in parts, where it names runs. */
  parts?: TextParts;
}

/** A backup was refused before anything was touched. Holds every finding, not only the first. */
export class PlanError extends BackupError {
  override name = 'PlanError';

  /** @param findings the errors first, then the warnings; at least one is an error */
  constructor(
    readonly findings: readonly [PlanFinding, ...PlanFinding[]],
    options?: ErrorOptions,
  ) {
    const errors = findings.filter(({ severity }) => severity === 'error');
    super(errors.map(({ message }) => message).join('\n'), options);
  }
}

/** A backup could not be started or followed. */
export class RunError extends BackupError {
  override name = 'RunError';
}

/** A checkpoint is not there, or cannot be deleted. */
export class CheckpointError extends BackupError {
  override name = 'CheckpointError';
}

/** A disk could not be restored. Nothing existing was touched, and no part of it is left. */
export class RestoreError extends BackupError {
  override name = 'RestoreError';

  /** @param reached `refused`: before anything was written; `failed`: while it was being written */
  constructor(
    said: string | Told,
    readonly reached: 'refused' | 'failed',
    options?: ErrorOptions,
  ) {
    super(said, options);
  }
}

/** A backup turned out to be damaged as it was restored. */
export class DamagedBackupError extends RestoreError {
  override name = 'DamagedBackupError';

  /**
   * @param damage the run whose file is no longer as it was written, the disk unless it is the run's manifest, and what
   *   is wrong, in a clause
   * @param wayOut what can be done, in a sentence
   */
  constructor(
    readonly damage: { run: string; disk?: string; text: Told },
    wayOut: string,
  ) {
    super(told`The backup is damaged: ${damage.text}. ${wayOut}`, 'failed');
  }
}
