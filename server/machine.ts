import type { MachineCheckpoint, MachineDisk, MachineReport } from './protocol';

/** What is known of the machine that documents are about. */
export interface MachineInfo extends MachineReport {
  /** `running`: the client is connected to it; `files`: it is described by XML files of the workspace. */
  origin: 'running' | 'files';
}

/** Checks what a client has sent. What is not of the right kind is left out; absent: it is nothing of the kind. */
export function readMachineReport(value: unknown): MachineReport | undefined {
  const disks = list(value, 'disks').flatMap((disk) => readDisk(disk) ?? []);
  const checkpoints = list(value, 'checkpoints').flatMap((checkpoint) => readCheckpoint(checkpoint) ?? []);
  const folders = strings(value, 'folders');
  const isEmpty = disks.length + checkpoints.length + folders.length === 0;
  if (isEmpty) return undefined;
  const machines = entry(value, 'machines');
  return { disks, checkpoints, folders, ...(typeof machines === 'number' && { machines }) };
}

function readCheckpoint(value: unknown): MachineCheckpoint | undefined {
  const name = text(value, 'name');
  if (name === undefined) return undefined;
  const checkpoint: MachineCheckpoint = { name };
  for (const key of ['detail', 'machine'] as const) {
    const words = text(value, key);
    if (words !== undefined) checkpoint[key] = words;
  }
  if (Array.isArray(entry(value, 'disks'))) checkpoint.disks = strings(value, 'disks');
  return checkpoint;
}

function readDisk(value: unknown): MachineDisk | undefined {
  const name = text(value, 'name');
  if (name === undefined) return undefined;
  const size = entry(value, 'size');
  const disk: MachineDisk = { name };
  if (typeof size === 'number' && size >= 0) disk.size = size;
  for (const key of ['format', 'source', 'machine'] as const) {
    const words = text(value, key);
    if (words !== undefined) disk[key] = words;
  }
  return disk;
}

function list(value: unknown, key: string): unknown[] {
  const found = entry(value, key);
  return Array.isArray(found) ? found : [];
}

function strings(value: unknown, key: string): string[] {
  return list(value, key).filter((each) => typeof each === 'string');
}

/** An empty one tells nothing. */
function text(value: unknown, key: string): string | undefined {
  const found = entry(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function entry(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
