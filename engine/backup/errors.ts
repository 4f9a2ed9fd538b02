/**
 * The engine's errors:
 *
 *     BackupError
 *     ├── PlanError   the backup was refused; nothing was touched
 *     └── RunError    it could not be started, or not be followed; what was made for it has been removed
 *
 * A message is one sentence for people: what happened, to which disk, and what to do.
 */
export class BackupError extends Error {
  override name = 'BackupError';
}

/** One reason why a backup cannot be started. */
export interface PlanFinding {
  /** The disk it is about; absent where it is about the whole backup. */
  disk?: string;
  /** A stable kebab-case name, such as `target-exists`. */
  code: string;
  message: string;
}

/** A backup was refused before anything was touched. Holds every finding, not only the first. */
export class PlanError extends BackupError {
  override name = 'PlanError';

  constructor(readonly findings: readonly [PlanFinding, ...PlanFinding[]]) {
    super(findings.map((finding) => finding.message).join('\n'));
  }
}

/** A backup could not be started or followed. */
export class RunError extends BackupError {
  override name = 'RunError';
}
