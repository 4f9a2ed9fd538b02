import type { MachineDisk, MachineReport } from './protocol';

/** What is known of the machine that documents are about. */
export interface MachineInfo extends MachineReport {
  /** `running`: the client is connected to it; `files`: it is described by XML files of the workspace. */
  origin: 'running' | 'files';
}

/** Checks what a client has sent. What is not of the right kind is left out; absent: it is nothing of the kind. */
export function readMachineReport(value: unknown): MachineReport | undefined {
  const disks = list(value, 'disks').flatMap((disk) => readDisk(disk) ?? []);
  const checkpoints = list(value, 'checkpoints').filter((each) => typeof each === 'string');
  const folders = list(value, 'folders').filter((each) => typeof each === 'string');
  const isEmpty = disks.length + checkpoints.length + folders.length === 0;
  return isEmpty ? undefined : { disks, checkpoints, folders };
}

function readDisk(value: unknown): MachineDisk | undefined {
  const name = entry(value, 'name');
  if (typeof name !== 'string' || name === '') return undefined;
  const size = entry(value, 'size');
  const disk: MachineDisk = { name };
  if (typeof size === 'number' && size >= 0) disk.size = size;
  for (const key of ['format', 'source', 'machine'] as const) {
    const text = entry(value, key);
    if (typeof text === 'string' && text !== '') disk[key] = text;
  }
  return disk;
}

function list(value: unknown, key: string): unknown[] {
  const found = entry(value, key);
  return Array.isArray(found) ? found : [];
}

function entry(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
