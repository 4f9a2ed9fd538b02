/** How a backup is to run, besides what its document says. */
export interface RunOptions {
  /** The most that each disk may copy, in bytes a second; absent: no limit. */
  speed?: number;
  /** `on`: QEMU compresses what it writes, which only a qcow2 target can hold. */
  compress: 'on' | 'off';
  /**
   * What QEMU does at an I/O error of a source or target.
   * - `report`: the disk fails, and with it the whole backup
   * - `stop`: the disk is stopped until somebody retries or cancels, for example after space was freed
   */
  onError: 'report' | 'stop';
  /** What becomes of the partial files of a backup that failed or was cancelled. */
  partial: 'remove' | 'keep';
  /**
   * `on`: the kernel copies within a file system where it can, instead of QEMU; on Btrfs and XFS the copy may share
   * blocks with its source.
   */
  copyOffload: 'on' | 'off';
  /** The unix socket of the guest's agent, to freeze the file systems while the jobs start; absent: they are not. */
  guestAgent?: string;
  /** How long no byte may move before a disk counts as stalled, in milliseconds. */
  stallTimeout: number;
  /** The shortest time between two looks at the jobs, in milliseconds; over a long backup they get rarer. */
  pollInterval: number;
}

/** What holds unless somebody asks for something else. */
export const DEFAULT_RUN_OPTIONS: RunOptions = {
  compress: 'off',
  onError: 'report',
  partial: 'remove',
  copyOffload: 'on',
  stallTimeout: 60_000,
  pollInterval: 250,
};
