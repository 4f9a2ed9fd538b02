import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import {
  inspectBackup,
  planBackup,
  readDefinition,
  startBackup,
  type BackupRun,
  type PlanFinding,
  type QmpClient,
  type RunRecords,
} from '../../engine';
import type { Machine, MachineOptions } from '../../scripts/throwawayMachine.mjs';
import { connectTo } from '../machine/connectTo';
import { machineFor } from '../machine/machineFor';
import { atEnd } from '../support/atEnd';
import { folderFor } from '../support/folderFor';
import { RECORDED } from './recorded';
import { queryNodes } from '../../engine/backup/machine/queryNodes';

export { connectTo } from '../machine/connectTo';
export { folderFor } from '../support/folderFor';
export { LOCAL, RECORDED } from './recorded';

export const run = promisify(execFile);

/** Two small disks with a file system each, as libvirt would give them to QEMU. */
export const TWO_DISKS: MachineOptions = {
  name: 'guest1',
  monitors: 2,
  disks: [
    { name: 'vda', format: 'qcow2', size: 64 * 1024 * 1024, data: 12 * 1024 * 1024 },
    { name: 'vdb', format: 'raw', size: 32 * 1024 * 1024, data: 8 * 1024 * 1024 },
  ],
};

/**
 * Bytes a second that make a disk slow enough for a test to act in the middle of its backup. Not slower: QEMU first
 * finishes the many reads under way, some 12 MiB, before it cancels a job.
 */
export const SLOW = 6 * 1024 * 1024;

/** The same two disks, slow. */
export const TWO_SLOW_DISKS: MachineOptions = {
  ...TWO_DISKS,
  disks: TWO_DISKS.disks.map((disk) => ({ ...disk, bytesPerSecond: SLOW })),
};

/** The same machine with all disks in qcow2, so that each can be in a checkpoint. */
export function inQcow2(options: MachineOptions): MachineOptions {
  return { ...options, disks: options.disks.map((disk) => ({ ...disk, format: 'qcow2' })) };
}

/**
 * Mounts what `mount` is told to on a folder of its own, and unmounts it after the test. Needs root.
 * @param before is done first, then
 */
export async function mountFor(
  t: TestContext,
  what: readonly string[],
  before: (folder: string) => Promise<unknown> = () => Promise.resolve(),
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-test-'));
  try {
    await run('mount', [...what, folder]);
  } catch (error) {
    await rmdir(folder);
    throw error;
  }
  atEnd(t, async () => {
    await before(folder);
    // Lazily: QEMU may still have a file open when a test has failed.
    await run('umount', ['--lazy', folder]);
    await rmdir(folder);
  });
  return folder;
}

/** A file system of its own, of a size such as `4m`. Needs root. */
export function fileSystemFor(t: TestContext, size: string): Promise<string> {
  return mountFor(t, ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs']);
}

/** A block device of a size such as `96M`, backed by a file with holes. Needs root. */
export async function deviceFor(t: TestContext, folder: string, size: string): Promise<string> {
  const backing = path.join(await mkdtemp(path.join(folder, 'device-')), 'backing.img');
  await run('truncate', [`--size=${size}`, backing]);
  return loopFor(t, backing);
}

/** A block device that is a file, with more options of `losetup`. Needs root. */
export async function loopFor(t: TestContext, file: string, ...options: string[]): Promise<string> {
  const { stdout } = await run('losetup', ['--find', '--show', ...options, file]);
  const device = stdout.trim();
  atEnd(t, () => run('losetup', ['--detach', device]));
  return device;
}

/** A file system whose storage has less room than it believes: what is written to it fails when it is written out. */
export async function brokenFileSystem(t: TestContext): Promise<string> {
  const device = await deviceFor(t, await fileSystemFor(t, '8m'), '128M');
  await run('mkfs.ext4', ['-q', '-O', '^has_journal', device]);
  return mountFor(t, [device]);
}

/** A machine, a session on its first monitor, and a folder for targets. */
export async function setUp(t: TestContext, options: MachineOptions = TWO_DISKS) {
  const machine = await machineFor(t, options);
  const [first = '', second = ''] = machine.qmp;
  return { machine, client: await connectTo(t, first), second, folder: await folderFor(t) };
}

/** A document in libvirt's language: a line for each disk. */
export function backupXml(...disks: string[]): string {
  return `<domainbackup><disks>${disks.join('')}</disks></domainbackup>`;
}

export function fileDisk(name: string, file: string, format = 'qcow2'): string {
  return `<disk name="${name}" type="file"><target file="${file}"/><driver type="${format}"/></disk>`;
}

/** A document for both disks of {@link TWO_DISKS}, with the targets `a` and `b` in a folder. */
export function bothTo(folder: string, secondFormat?: string): string {
  return backupXml(
    fileDisk('vda', path.join(folder, 'a')),
    fileDisk('vdb', path.join(folder, 'b'), secondFormat),
  );
}

/** How the backup of a document is planned, where it is not for this host and as usual. */
type Planning = Partial<Parameters<typeof planBackup>[2]>;

/** Plans the backup of a document, and starts it; on record where nothing else is said: as {@link RECORDED} tells. */
export async function startXml(
  client: QmpClient,
  xml: string,
  { records = RECORDED.records, ...planning }: Planning & { records?: RunRecords } = {},
): Promise<BackupRun> {
  const plan = await planBackup(client, readDefinition(xml), { locality: 'local', ...planning });
  return startBackup(client, plan, { records, document: xml });
}

/** All that a plan comes upon, errors and warnings. */
export async function findingsOf(
  client: QmpClient,
  xml: string,
  planning: Planning = {},
): Promise<PlanFinding[]> {
  return (await inspectBackup(client, readDefinition(xml), { locality: 'local', ...planning })).findings;
}

/** Sends QEMU one command that the engine has no use for, over a monitor that nobody is connected to. */
export async function sendRaw(socket: string, execute: string, args: object): Promise<void> {
  const connection = createConnection(socket);
  try {
    await once(connection, 'data');
    for (const command of [{ execute: 'qmp_capabilities' }, { execute, arguments: args }]) {
      connection.write(JSON.stringify(command));
      let answer = '';
      while (!/"return"|"error"/.test(answer)) answer += String((await once(connection, 'data'))[0]);
      assert.match(answer, /"return"/, answer);
    }
  } finally {
    connection.destroy();
  }
}

/** Waits until a run looks a certain way. */
export async function until(
  backup: BackupRun,
  holds: (snapshot: ReturnType<BackupRun['snapshot']>) => boolean,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const watching = backup.onChange((snapshot) => {
      if (!holds(snapshot)) return;
      watching.dispose();
      resolve();
    });
    void backup.finished.then((result) =>
      reject(new Error(`the run ended first: ${JSON.stringify(result)}`)),
    );
  });
}

/** Waits until all jobs of a machine have come to their end, whoever follows them. */
export async function untilConcluded(client: QmpClient): Promise<void> {
  using changes = client.listen(({ name }) => name === 'JOB_STATUS_CHANGE');
  while ((await client.execute('query-jobs', {})).some(({ status }) => status !== 'concluded'))
    await changes.next();
}

/** Fails unless both images show a guest the same bytes. */
export async function assertIdentical(
  source: string,
  sourceFormat: string,
  target: string,
  targetFormat: string,
): Promise<void> {
  // -U: the source is open in QEMU; its guest is stopped, so it does not change.
  const { stdout } = await run('qemu-img', [
    'compare',
    '-U',
    '-f',
    sourceFormat,
    '-F',
    targetFormat,
    source,
    target,
  ]);
  assert.match(stdout, /Images are identical/);
}

/** Fails if a run has left a job or a node behind in QEMU. */
export async function assertNothingLeft(client: QmpClient): Promise<void> {
  assert.deepEqual(await client.execute('query-jobs', {}), []);
  const nodes = await queryNodes(client);
  assert.deepEqual(
    nodes.map((node) => node['node-name']).filter((name) => name?.startsWith('db-')),
    [],
  );
  const bitmaps = nodes.flatMap((node) => node['dirty-bitmaps']).map(({ name = '' }) => name);
  assert.deepEqual(
    bitmaps.filter((name) => name.startsWith('domainbackup-pending')),
    [],
  );
}

export type { Machine };
