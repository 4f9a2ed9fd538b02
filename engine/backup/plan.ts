import path from 'node:path';
import type { BackupDefinition, DiskDefinition } from '../document';
import type { ExecuteOptions, QmpClient } from '../qmp';
import { PlanError, type PlanFinding } from './errors';
import { readMachine, type Drive, type Machine } from './machine';
import { writableName } from './partial';
import { checkTargets } from './preflight';
import { resolveDisk } from './resolve';
import { jobId, newRunId, runTime, type RunId } from './runId';
import { findUnsupported } from './unsupported';

/** Where a planned disk's backup goes. */
export interface PlannedTarget {
  type: 'file' | 'block';
  /** The absolute path that the document asked for, or that was made up beside the source. */
  path: string;
  format: 'qcow2' | 'raw';
  /**
   * The path that QEMU writes to. Where this program can rename files, a file is written under another name and
   * gets its final one when the whole group has completed; otherwise this is the path itself.
   */
  writtenTo: string;
}

/** One disk of a plan: everything that starting its job needs. */
export interface PlannedDisk {
  /** The disk's name, as the document or the machine calls it. */
  disk: string;
  /** Its place in the run, from 0; job and node names carry it. */
  index: number;
  /** The node that QEMU reads from. */
  node: string;
  /** The path of its image, where it has one. */
  source?: string;
  /** Virtual size in bytes. */
  size: number;
  /** The id of its future block job. */
  job: string;
  target: PlannedTarget;
}

/** A backup that passed every check and can be started. Making one touches nothing. */
export interface BackupPlan {
  run: RunId;
  /** The document's name, or the start in seconds since the epoch (the RFC's default). */
  name: string;
  description?: string;
  machine: Pick<Machine, 'name' | 'version'>;
  locality: Locality;
  disks: PlannedDisk[];
}

/**
 * Whether QEMU's file names can be looked up here. `local` is right for unix sockets, `remote` for TCP: then
 * nothing can be said about the targets in advance, nor can they be renamed or removed, and QEMU is asked at the
 * start whether they exist.
 */
export type Locality = 'local' | 'remote';

export interface PlanOptions extends ExecuteOptions {
  locality: Locality;
}

/** A disk of the document beside the drive it means. */
interface Selected {
  name: string;
  drive: Drive;
  definition?: DiskDefinition;
}

/** Every disk that takes part, and what stands against the others. */
function selectDisks(
  definition: BackupDefinition,
  machine: Machine,
): { selected: Selected[]; findings: PlanFinding[] } {
  if (definition.disks === 'all') {
    // Like libvirt, "all" leaves out what has no medium or cannot have changed: CD-ROMs and the like.
    const drives = machine.drives.filter((drive) => drive.node !== undefined && drive.access === 'writable');
    return { selected: drives.map((drive) => ({ name: drive.label, drive })), findings: [] };
  }
  const selected: Selected[] = [];
  const findings: PlanFinding[] = [];
  for (const disk of definition.disks) {
    if (disk.backup === 'no') continue;
    const drive = resolveDisk(machine, disk.name);
    if ('code' in drive) findings.push(drive);
    else selected.push({ name: disk.name, drive, definition: disk });
  }
  return { selected, findings };
}

/** libvirt's rule for a disk without a target: the source's path, and the backup's time as a suffix. */
function generatedPath(drive: Drive, run: RunId): string | undefined {
  if (drive.path === undefined || drive.path.startsWith('/dev/')) return undefined;
  return `${drive.path}.${runTime(run) / 1000}`;
}

function planDisk(
  { name, drive, definition }: Selected,
  index: number,
  run: RunId,
): PlannedDisk | PlanFinding {
  const finding = (code: string, message: string): PlanFinding => ({
    disk: name,
    code,
    message: `Disk "${name}" ${message}`,
  });
  if (drive.node === undefined)
    return finding('no-medium', 'has no medium; insert one, or exclude the disk with backup="no".');
  if (drive.busy === 'backup')
    return finding('backup-running', 'is being backed up right now; wait for that backup to end.');

  const { type = 'file', path: wanted, format } = definition?.target ?? {};
  // A file name can be made up beside the source's, a block device cannot.
  const target = wanted ?? (type === 'file' ? generatedPath(drive, run) : undefined);
  if (target === undefined)
    return finding('no-target', 'names no target, and none can be made up for it; add <target>.');
  const targetPath = path.posix.normalize(target);
  return {
    disk: name,
    index,
    node: drive.node,
    ...(drive.path !== undefined && { source: drive.path }),
    size: drive.size,
    job: jobId(run, index, name),
    target: { type, path: targetPath, format: format === 'raw' ? 'raw' : 'qcow2', writtenTo: targetPath },
  };
}

/** Two entries of the document may mean one disk by different names, or write to one target. */
function findClashes(disks: readonly PlannedDisk[]): PlanFinding[] {
  const findings: PlanFinding[] = [];
  for (const [position, disk] of disks.entries()) {
    for (const earlier of disks.slice(0, position)) {
      if (earlier.node === disk.node) {
        const message = `Disk "${disk.disk}" is the same disk as "${earlier.disk}"; list it once.`;
        findings.push({ disk: disk.disk, code: 'disk-listed-twice', message });
      }
      if (earlier.target.path === disk.target.path) {
        const message = `Disk "${disk.disk}" writes to the same target as "${earlier.disk}": "${disk.target.path}"; give each its own.`;
        findings.push({ disk: disk.disk, code: 'target-used-twice', message });
      }
    }
  }
  return findings;
}

/**
 * Works out what a backup would do on a running machine, and checks what can be checked. Touches nothing.
 * @throws {PlanError} with every finding that stands against it
 * @throws {QmpError} when QEMU does not answer
 */
export async function planBackup(
  client: QmpClient,
  definition: BackupDefinition,
  options: PlanOptions,
): Promise<BackupPlan> {
  refuse(findUnsupported(definition));

  const machine = await readMachine(client, options);
  const now = Date.now();
  const run = newRunId(now);
  const { selected, findings } = selectDisks(definition, machine);
  const disks: PlannedDisk[] = [];
  for (const [index, entry] of selected.entries()) {
    const planned = planDisk(entry, index, run);
    if ('code' in planned) findings.push(planned);
    else disks.push(planned);
  }
  if (selected.length === 0 && findings.length === 0) {
    findings.push({
      code: 'no-disks',
      message: 'No disk takes part in the backup; list at least one without backup="no".',
    });
  }
  findings.push(...findClashes(disks), ...(await checkTargets(disks, machine, options.locality)));
  refuse(findings);
  if (options.locality === 'local') {
    for (const { target } of disks)
      if (target.type === 'file') target.writtenTo = await writableName(target.path);
  }

  const { name: machineName, version } = machine;
  return {
    run,
    name: definition.name ?? String(runTime(run) / 1000),
    ...(definition.description !== undefined && { description: definition.description }),
    machine: { ...(machineName !== undefined && { name: machineName }), version },
    locality: options.locality,
    disks,
  };
}

function refuse(findings: PlanFinding[]): void {
  const [first, ...others] = findings;
  if (first) throw new PlanError([first, ...others]);
}
