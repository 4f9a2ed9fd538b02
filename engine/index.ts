/** What the command line and the extension may import of the engine. */
export * from './document';
export {
  formatQmpAddress,
  parseQmpAddress,
  QmpClient,
  QmpCommandError,
  QmpAddressError,
  QmpConnectError,
  QmpError,
  QmpTimeoutError,
  type QmpAddress,
  type QmpTraffic,
} from './qmp';
export { limitRun, pauseRun, resumeRun } from './backup/run/controlRun';
export { freezeText, type Freeze } from './guestAgent';
export { attachRun } from './backup/run/attachRun';
export type { CancelAnswer } from './backup/jobs/requestCancel';
export { cancelRun } from './backup/run/cancelRun';
export { leftElsewhere } from './backup/run/ofMachine';
export { listRuns } from './backup/run/listRuns';
export type { RunSite } from './backup/run/runSite';
export { settleGone, type GoneRun, type SettledGone } from './backup/run/settleGone';
export { settleRuns, UnsettledError, type SettledLeftover } from './backup/run/settleRuns';
export { settledRun, type SettledRun } from './backup/run/endLostRun';
export { hasRoom } from './backup/run/freeSpace';
export { lossText, withoutPlace } from './backup/run/unknownEnding';
export { snapshotOf } from './backup/records/recordSnapshot';
export type { BitmapState, Checkpoint, CheckpointDisk } from './backup/checkpoints/checkpoint';
export {
  chooseCheckpoint,
  deleteCheckpoint,
  whyNotDeleted,
  type DeleteOptions,
} from './backup/checkpoints/deleteCheckpoint';
export { listCheckpoints } from './backup/checkpoints/listCheckpoints';
export { findLostBackups } from './backup/checkpoints/lostBackups';
export {
  DamagedBackupError,
  BackupError,
  CheckpointError,
  PlanError,
  RestoreError,
  RunError,
  type PlanFinding,
} from './backup/errors';
export { limitJobs, pauseJobs, resumeJobs } from './backup/jobs/controlJobs';
export { readMachine, type Drive, type Machine } from './backup/machine/machine';
export type {
  Catalogue,
  CatalogueDisk,
  CatalogueRun,
  UnreadableManifest,
} from './backup/catalogue/catalogue';
export type { BackupSources } from './backup/catalogue/knownBackups';
export { awayFolder, type AwayFolder } from './backup/catalogue/awayFolder';
export { readFolders, withParents, type FolderBackups } from './backup/catalogue/folderBackups';
export { chainsOf, type ChainNode } from './backup/catalogue/chains';
export { diskChain, type DiskChain } from './backup/catalogue/diskChain';
export { byId, WHY_YOUNGER, youngerParent } from './backup/catalogue/inOrder';
export { lackOf, type Lack } from './backup/catalogue/lackOf';
export { namedImages, type NamedImage, type NamedImages } from './backup/catalogue/namedImages';
export { LeftStates, type LeftState } from './backup/catalogue/leftState';
export { strayImages, type StrayImages } from './backup/catalogue/strayImages';
export { isUnfinished, withoutManifest } from './backup/catalogue/plainImage';
export { readCatalogue } from './backup/catalogue/readCatalogue';
export { isInside } from './backup/host/isInside';
export { foldersOf, recordedFolders } from './backup/catalogue/recordedFolders';
export { writeAtomically } from './backup/records/atomicFile';
export { reasonOf } from './backup/records/reasonOf';
export type { Manifest, ManifestDisk } from './backup/manifest/manifest';
export { sealRun, type SealProgress } from './backup/manifest/seal';
export { targetPath } from './backup/manifest/targetPaths';
export type {
  CheckpointResult,
  Contact,
  DiskProgress,
  DiskResult,
  DiskState,
  Loss,
  Outcome,
  RunResult,
  RunSnapshot,
} from './backup/model';
export { DEFAULT_RUN_OPTIONS, type RunOptions } from './backup/options';
export type {
  BackupPlan,
  Copy,
  Locality,
  PlannedBitmap,
  PlannedCheckpoint,
  PlannedDisk,
} from './backup/plan/backupPlan';
export { inspectBackup, type Inspection } from './backup/plan/inspectBackup';
export { planBackup, renewPlan } from './backup/plan/planBackup';
export {
  planPrune,
  type KeptRun,
  type PrunedRun,
  type PrunePlan,
  type PrunePolicy,
} from './backup/prune/planPrune';
export { bytesOfKept, verifyKept } from './backup/prune/verifyKept';
export { noteRemoval } from './backup/prune/noteRemoval';
export { prune, type PruneResult } from './backup/prune/prune';
export { readNeeds } from './backup/prune/readNeeds';
export { tellsOwner, wholeText, type RunMention, type Told } from './backup/names/told';
export { damageText, type Damage } from './backup/restore/chainDamage';
export { replacedText, type ReplacedFile } from './backup/restore/replacedFile';
export type { RestoreProgress } from './backup/restore/copyChain';
export { planRestore, type LostDisk, type PlannedRestore } from './backup/restore/planRestore';
export { restoreRun, type RestoredDisk, type RestoreOptions } from './backup/restore/restoreRun';
export type { DiskSpace } from './backup/plan/spaceNeed';
export type { BackupRun } from './backup/run/backupRun';
export { isCheckpointName } from './backup/names/checkpointName';
export { runTime } from './backup/names/runId';
export { isLeft } from './backup/run/standing';
export { livenessOf } from './backup/records/processIdentity';
export { startBackup, type StartOptions } from './backup/run/startBackup';
export {
  openRunRecords,
  type RecordList,
  type RunRecords,
  type UnreadableRecord,
} from './backup/records/runRecords';
export { followedOver } from './backup/run/followedOver';
export { askEach, openAnnouncedRecords, otherRecords } from './backup/records/recordPlaces';
export type { RunRecord } from './backup/records/runRecord';
export { defaultRecordsFolder, passedOverStateHome } from './backup/records/stateFolder';
export { missingCopies } from './backup/verify/missingCopies';
export { missingManifests } from './backup/verify/missingManifests';
export type { VerifyCode, VerifyFinding } from './backup/verify/finding';
export {
  verifyRuns,
  type VerifiedRun,
  type VerifyProgress,
  type VerifyReport,
} from './backup/verify/verifyRuns';
export { findQemu } from './backup/host/qemuProcess';
export { realSocket } from './backup/host/realSocket';
export { errorText } from './errorText';
export { durationOf, formatBytes, formatPercent, formatRate } from './format';
export { parseSpeed, SLOWEST_SPEED } from './speed';
