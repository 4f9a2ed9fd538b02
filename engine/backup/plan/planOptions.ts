import type { CheckpointDefinition } from '../../document';
import type { ExecuteOptions } from '../../qmp';
import type { BackupSources } from '../catalogue/knownBackups';
import type { RunOptions } from '../options';
import type { Locality } from './backupPlan';
import type { UntrackedDisks } from './planCheckpoint';

export interface PlanOptions extends ExecuteOptions {
  locality: Locality;
  /** How it is to run; the defaults stand for what is left out. */
  options?: Partial<RunOptions>;
  /** The checkpoint to be made together with the backup; absent: none. */
  checkpoint?: CheckpointDefinition;
  /** What becomes of disks that it cannot be made on; absent: `refuse`. */
  untracked?: UntrackedDisks;
  /** Where the backups that increments build on are looked for; absent: they are not. */
  backups?: BackupSources;
}
