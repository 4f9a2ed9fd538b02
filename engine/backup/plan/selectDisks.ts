import type { BackupDefinition, DiskDefinition } from '../../document';
import type { PlanFinding } from '../errors';
import type { Drive, Machine } from '../machine/machine';
import { resolveDisk } from '../machine/resolveDisk';

/** A disk of the document beside the drive it means. */
export interface Selected {
  name: string;
  drive: Drive;
  definition?: DiskDefinition;
}

/** Every disk that takes part, and what stands against the others. */
export function selectDisks(
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
