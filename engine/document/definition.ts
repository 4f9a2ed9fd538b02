/** How a document was written: libvirt's current language, or the 2017 RFC's. */
export type Dialect = 'libvirt' | 'rfc';

/** Where one disk's backup goes. */
export interface TargetDefinition {
  /** `file`: QEMU creates a new image file; `block`: an existing block device is written to. */
  type: 'file' | 'block';
  /** The absolute path as written. Absent: the program generates a file name beside the source. */
  path?: string;
  /** The image format as written, `qcow2` by default. Only `qcow2` and `raw` can be created by QEMU. */
  format: string;
}

/** One `<disk>` of a backup document. */
export interface DiskDefinition {
  /** The name as written: libvirt's target name (`vda`), or, in the RFC's dialect, also the source's path. */
  name: string;
  /** `no`: the document excludes the disk by name. */
  backup: 'yes' | 'no';
  target: TargetDefinition;
  /** `backupmode`, if written. */
  backupMode?: 'full' | 'incremental';
  /** The checkpoint that this disk's increment starts from, if written. */
  incremental?: string;
  /** The target is to be encrypted (`<encryption>`). */
  encryption: 'none' | 'luks';
}

/**
 * A backup document's meaning, defaults filled in (libvirt's "Backup XML format" page, and the cover letter of
 * the 2017 push-backup series). It holds everything that the document asks for, also what the engine then
 * refuses by name.
 */
export interface BackupDefinition {
  dialect: Dialect;
  mode: 'push' | 'pull';
  /** RFC dialect only. Absent: the backup is named after its start time. */
  name?: string;
  description?: string;
  /** The checkpoint named on the root: the backup is to be incremental since then. */
  incremental?: string;
  /** `all`: the document lists no disks, so every disk of the machine takes part. */
  disks: DiskDefinition[] | 'all';
}

/** One `<disk>` of a checkpoint document. */
export interface CheckpointDiskDefinition {
  /** The name as written: libvirt's target name, or the source's path. */
  name: string;
  /** `no`: the document leaves the disk out. */
  checkpoint: 'bitmap' | 'no';
  /** The bitmap's name, if written. */
  bitmap?: string;
}

/** A checkpoint document's meaning (libvirt's "Checkpoint XML format" page). What libvirt itself adds is left out. */
export interface CheckpointDefinition {
  /** Absent: the checkpoint is named after its time. */
  name?: string;
  description?: string;
  /** `all`: every disk of the backup takes part. */
  disks: CheckpointDiskDefinition[] | 'all';
}
