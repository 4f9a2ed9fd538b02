import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { libraryFor } from '../archive/library';
import { deviceFor, fileDisk, folderFor } from '../backup/support';
import { domainbackup, jsonLines } from './support';

const onDevice = (name: string, device: string) =>
  `<disk name="${name}" type="block"><target dev="${device}"/><driver type="qcow2"/></disk>`;

/** A machine, two devices that are large enough, and the command line for them. */
async function setUp(t: TestContext) {
  const { client, machine, folder } = await libraryFor(t);
  await client.close();
  const devices = [await deviceFor(t, folder, '32M'), await deviceFor(t, folder, '32M')] as const;
  const documents = await folderFor(t);
  /** Plans or starts a backup of some disks. */
  const cli = async (command: 'plan' | 'start', disks: string, since?: string, ...more: string[]) => {
    const incremental = since === undefined ? '' : `<incremental>${since}</incremental>`;
    const file = path.join(documents, 'backup.xml');
    await writeFile(file, `<domainbackup>${incremental}<disks>${disks}</disks></domainbackup>`);
    return domainbackup(t, command, file, '--qmp', machine.qmp[0] ?? '', ...more);
  };
  const start = async (...words: [disks: string, since?: string, ...more: string[]]) => {
    const [disks, since, ...more] = words;
    const { status, stderr, stdout } = await cli('start', disks, since, '--json', '--no-digest', ...more);
    assert.equal(status, 0, stderr);
    return String(jsonLines(stdout).at(-1)?.['run']);
  };
  return { devices, folder, cli, start };
}

test('an increment onto the device that holds what it builds on, directly or further down, is refused', async (t) => {
  const { devices, folder, cli, start } = await setUp(t);
  const [first, second] = devices;
  const full = await start(onDevice('vda', first), undefined, '--checkpoint', 'monday');
  const refusal = (builder: string) =>
    `error: Disk "vda": the device "${first}" holds disk "vda" of backup ${full}, which the increment of disk "${builder}" builds on: to overwrite it would lose both; choose another device.\n`;
  for (const command of ['plan', 'start'] as const) {
    const direct = await cli(command, onDevice('vda', first), 'monday');
    assert.deepEqual([direct.status, direct.stderr], [1, refusal('vda')]);
  }
  await start(fileDisk('vda', path.join(folder, 'increment')), 'monday', '--checkpoint', 'tuesday');
  const further = await cli('plan', onDevice('vda', first), 'tuesday');
  assert.deepEqual([further.status, further.stderr], [1, refusal('vda')]);
  const elsewhere = await cli('plan', onDevice('vda', second), 'tuesday');
  assert.deepEqual([elsewhere.status, elsewhere.stderr], [0, '']);
});

test('a full backup onto a device tells what it overwrites, and what is lost with that', async (t) => {
  const { devices, folder, cli, start } = await setUp(t);
  const [first] = devices;
  const full = await start(onDevice('vda', first), undefined, '--checkpoint', 'monday');
  const what = `warning: Disk "vda": the device "${first}" holds disk "vda" of backup ${full}, which is overwritten`;
  const alone = await cli('plan', onDevice('vda', first));
  assert.deepEqual([alone.status, alone.stderr], [0, `${what}.\n`]);
  const one = await start(fileDisk('vda', path.join(folder, '1')), 'monday', '--checkpoint', 'tuesday');
  const two = await start(fileDisk('vda', path.join(folder, '2')), 'tuesday');
  const planned = await cli('plan', onDevice('vda', first));
  const lost = `, and with it are lost those that build on it: ${one}, ${two}.\n`;
  assert.deepEqual([planned.status, planned.stderr], [0, what + lost]);
  const started = await cli('start', onDevice('vda', first), undefined, '--no-digest');
  assert.equal(started.status, 0, started.stderr);
  assert.ok(started.stderr.startsWith(what + lost), started.stderr);
});
