import path from 'node:path';
import type { PlanFinding } from '../errors';
import type { Drive, Machine } from './machine';

/** One line for people about a drive that might have been meant. */
function describe(drive: Drive): string {
  const others = drive.names.filter((name) => name !== drive.label);
  const details = [...others, ...(drive.path === undefined ? [] : [drive.path])];
  return details.length === 0 ? drive.label : `${drive.label} (${details.join(', ')})`;
}

function answersTo(drive: Drive, name: string): boolean {
  if (path.posix.isAbsolute(name)) return drive.path === path.posix.normalize(name);
  return drive.names.includes(name);
}

/**
 * Finds the drive that a document's disk name means: a libvirt target name by the alias conventions, a drive id, a
 * node name, a qdev id, or the absolute path of the source.
 * @returns the drive, or the finding that says why none can be chosen and which there are
 */
export function resolveDisk(machine: Machine, name: string): Drive | PlanFinding {
  const bare = name.replace(/^ioemu:/, '');
  const drives = machine.drives.filter((drive) => answersTo(drive, bare));
  // A node that no drive has on top counts by its own name only: by path, a drive's own layers would match twice.
  const nodes = path.posix.isAbsolute(bare) ? [] : machine.nodes.filter((node) => answersTo(node, bare));
  const found = [...drives, ...nodes];
  const [only] = found;
  if (only && found.length === 1) return only;

  if (found.length > 1) {
    const message = `Disk "${name}" is ambiguous on the running machine; it may be any of: ${list(found)}.`;
    return { disk: name, severity: 'error', code: 'ambiguous-disk', message };
  }
  const candidates = machine.drives.length > 0 ? machine.drives : machine.nodes;
  const there = candidates.length > 0 ? `its disks are: ${list(candidates)}` : 'it has no disks';
  return {
    disk: name,
    severity: 'error',
    code: 'unknown-disk',
    message: `Disk "${name}" is not on the running machine; ${there}.`,
  };
}

const list = (drives: readonly Drive[]) => drives.map(describe).join('; ');
