import type { Job } from '../../../qmp';
import type { PlanFinding } from '../../errors';
import type { QemuProcess } from '../../host/qemuProcess';
import type { Drive, Machine } from '../../machine/machine';
import type { TrackedNode } from '../../machine/tracking';
import { told, type Told } from '../../names/told';
import type { Locality, PlannedDisk } from '../backupPlan';

/** What the checks before a backup look at. Not one of them touches anything. */
export interface Scene {
  disks: readonly PlannedDisk[];
  machine: Machine;
  /** Every node with its dirty bitmaps. */
  nodes: readonly TrackedNode[];
  /** QEMU's jobs, whoever started them. */
  jobs: readonly Job[];
  locality: Locality;
  /** QEMU's process on this host; absent where it is not here, or cannot be told. */
  qemu?: QemuProcess;
}

/** A finding about a planned disk. The message is written as what follows `Disk "NAME": `. */
export function about(
  { disk }: PlannedDisk,
  severity: PlanFinding['severity'],
  code: string,
  message: string | Told,
): PlanFinding {
  const what =
    typeof message === 'string'
      ? { message: `Disk "${disk}": ${message}` }
      : told`Disk "${disk}": ${message}`;
  return { disk, severity, code, ...what };
}

/** The drive, or node, that a planned disk is read from. */
export function driveOf({ machine }: Scene, { node }: PlannedDisk): Drive | undefined {
  return [...machine.drives, ...machine.nodes].find((drive) => drive.node === node);
}
