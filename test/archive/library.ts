import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import {
  openRunRecords,
  planBackup,
  readDefinition,
  sealRun,
  startBackup,
  type QmpClient,
  type RunRecords,
} from '../../engine';
import { connectTo, folderFor, run, type Machine } from '../backup/support';
import { deviceIo } from '../machine/deviceIo';
import { machineFor } from '../machine/machineFor';

const MIB = 1024 * 1024;

/** The virtual size of each disk, in bytes. */
export const DISK_SIZE = 8 * MIB;

/** A machine with two small disks, and the folder that its backups go to. */
export interface Library {
  machine: Machine;
  client: QmpClient;
  folder: string;
  records: RunRecords;
  /** SHA-256 of what the guest saw of each disk when a run was started, by `RUN DISK`. */
  truth: Map<string, string>;
}

export async function libraryFor(t: TestContext): Promise<Library> {
  const disks = ['vda', 'vdb'].map((name) => ({ name, format: 'qcow2', size: DISK_SIZE, data: 0 }) as const);
  const machine = await machineFor(t, {
    name: 'guest1',
    disks,
    extraArgs: ['-uuid', '8b2dcb5a-4b4e-4f65-9d2c-0f5a4c3f9d11'],
  });
  const state = await folderFor(t);
  return {
    machine,
    client: await connectTo(t, machine.qmp[0]),
    folder: await folderFor(t),
    records: openRunRecords(path.join(state, 'runs')),
    truth: new Map(),
  };
}

/** Has the guest do something on a disk, in qemu-io's words, such as `write -P 1 0 64k`. */
export async function guest({ client, machine }: Library, disk: string, ...words: string[]): Promise<void> {
  for (const word of words) {
    const said = await deviceIo(client, machine, disk, word);
    assert.doesNotMatch(said, /fail|error|invalid/i, word);
  }
}

/** SHA-256 of what an image shows a guest. */
export async function contentOf(image: string, format: string, folder: string): Promise<string> {
  const raw = path.join(folder, `content-${path.basename(image)}.raw`);
  // -U: it may be open in QEMU; its guest is stopped.
  await run('qemu-img', ['convert', '-U', '-f', format, '-O', 'raw', image, raw]);
  const digest = createHash('sha256')
    .update(await readFile(raw))
    .digest('hex');
  await rm(raw);
  return digest;
}

/** How a backup is taken. */
export interface Taking {
  /** The checkpoint that it is made since; absent: everything. */
  since?: string;
  /** The checkpoint that is made with it. */
  checkpoint?: string;
  /** Where the target of each disk goes, below the library's folder; by default nowhere further. */
  below?: Record<string, string>;
  format?: 'qcow2' | 'raw';
  /** The targets of disks that go to a device. */
  devices?: Record<string, string>;
  disks?: readonly string[];
}

/** Takes a backup of the machine, with its manifest; targets are called after disk and run. */
export async function backUp(
  library: Library,
  taking: Taking = {},
  number = library.truth.size,
): Promise<string> {
  const { client, folder, machine, records, truth } = library;
  const { since, checkpoint, below = {}, format = 'qcow2', devices = {}, disks = ['vda', 'vdb'] } = taking;
  const lines: string[] = [];
  for (const disk of disks) {
    const place = path.join(folder, below[disk] ?? '.');
    await mkdir(place, { recursive: true });
    const device = devices[disk];
    lines.push(
      device === undefined
        ? `<disk name="${disk}" type="file"><target file="${place}/${disk}.${number}.${format}"/><driver type="${format}"/></disk>`
        : `<disk name="${disk}" type="block"><target dev="${device}"/><driver type="${format}"/></disk>`,
    );
  }
  const incremental = since === undefined ? '' : `<incremental>${since}</incremental>`;
  const document = `<domainbackup>${incremental}<disks>${lines.join('')}</disks></domainbackup>`;
  const plan = await planBackup(client, readDefinition(document), {
    locality: 'local',
    ...(checkpoint !== undefined && { checkpoint: { name: checkpoint, disks: 'all' } }),
  });
  for (const disk of disks) {
    await guest(library, disk, 'flush');
    const source = machine.disks.find(({ name }) => name === disk)?.path ?? '';
    truth.set(`${plan.run} ${disk}`, await contentOf(source, 'qcow2', machine.folder));
  }
  const backup = await startBackup(client, plan, { records, document });
  const result = await backup.finished;
  assert.equal(result.outcome, 'completed', JSON.stringify(result));
  assert.equal(result.notices, undefined);
  await sealRun(records, plan.run);
  return plan.run;
}

/** A whole backup, two increments on top of each other, and a differential on the first; the newest last. */
export async function takeHistory(library: Library): Promise<string[]> {
  await guest(library, 'vda', 'write -P 1 0 2M', 'write -P 2 3M 1M');
  await guest(library, 'vdb', 'write -P 3 0 1M');
  const full = await backUp(library, { checkpoint: 'monday' });
  // Zeros over data, and data that is thrown away, are changes as well.
  await guest(
    library,
    'vda',
    'write -P 4 512k 64k',
    'write -z 1M 256k',
    'discard 3M 512k',
    'write -P 9 7M 1M',
  );
  const first = await backUp(library, { since: 'monday', checkpoint: 'tuesday' });
  await guest(library, 'vda', 'write -P 5 520k 4k', 'write -z 0 64k');
  await guest(library, 'vdb', 'write -z 0 1M', 'write -P 6 4M 1k');
  const second = await backUp(library, { since: 'tuesday', checkpoint: 'wednesday' });
  await guest(library, 'vda', 'write -P 7 6M 100k');
  const differential = await backUp(library, { since: 'monday' });
  return [full, first, second, differential];
}
