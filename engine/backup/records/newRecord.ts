import path from 'node:path';
import { formatQmpAddress, type QmpAddress, type QmpClient } from '../../qmp';
import type { RunSnapshot } from '../model';
import { runName } from '../names/runName';
import type { BackupPlan, Locality } from '../plan/backupPlan';
import { DEFAULT_RUN_OPTIONS } from '../options';
import { thisProcess } from './processIdentity';
import { RECORD_VERSION, type RunRecord } from './runRecord';

/** A monitor's address as a record keeps it: a relative path would mean another socket in another folder. */
export function recordedAddress(address: QmpAddress): string {
  return address.kind === 'unix' ? path.resolve(address.path) : formatQmpAddress(address);
}

/** The record of a run that this program is about to prepare. */
export async function newRecord(client: QmpClient, plan: BackupPlan, document: string): Promise<RunRecord> {
  const { run, description, definition, machine, locality, options, checkpoint, disks } = plan;
  const preparedAt = Date.now();
  return {
    version: RECORD_VERSION,
    run,
    origin: 'ours',
    name: runName(definition, preparedAt),
    ...(description !== undefined && { description }),
    definition,
    document,
    machine: { ...machine, socket: recordedAddress(client.address) },
    locality,
    options,
    ...(checkpoint && { checkpoint }),
    disks,
    state: 'preparing',
    client: await thisProcess(),
    preparedAt,
  };
}

/** What a record of another program's run can say: what QEMU tells. */
export function foreignRecord(client: QmpClient, snapshot: RunSnapshot, locality: Locality): RunRecord {
  const { run, name, startedAt } = snapshot;
  const { major, minor, micro } = client.version;
  return {
    version: RECORD_VERSION,
    run,
    origin: 'foreign',
    name,
    definition: { dialect: 'libvirt', mode: 'push', disks: [] },
    document: '',
    machine: { version: `${major}.${minor}.${micro}`, socket: recordedAddress(client.address) },
    locality,
    options: DEFAULT_RUN_OPTIONS,
    disks: [],
    state: 'started',
    preparedAt: startedAt,
    startedAt,
  };
}
