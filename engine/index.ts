/** What the command line and the extension may import of the engine. */
export * from './document';
export {
  formatQmpAddress,
  parseQmpAddress,
  QmpClient,
  QmpCommandError,
  QmpConnectError,
  QmpError,
  QmpTimeoutError,
  type QmpAddress,
} from './qmp';
export { attachRun, cancelRun } from './backup/attach';
export { BackupError, PlanError, RunError, type PlanFinding } from './backup/errors';
export { listRuns } from './backup/jobs';
export { readMachine, type Drive, type Machine } from './backup/machine';
export type { DiskProgress, DiskResult, DiskState, Outcome, RunResult, RunSnapshot } from './backup/model';
export type { BackupPlan, Locality, PlannedDisk } from './backup/backupPlan';
export { planBackup } from './backup/plan';
export type { BackupRun } from './backup/run';
export { startBackup } from './backup/start';
export { formatBytes, formatPercent, formatRate } from './format';
