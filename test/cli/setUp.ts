import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { MachineOptions } from '../../scripts/throwawayMachine.mjs';
import { bothTo, folderFor, TWO_DISKS } from '../backup/support';
import { machineFor } from '../machine/machineFor';
import { jsonLines, start } from './support';

/** So slow that other programs can start and end during a backup, and that QEMU takes seconds to cancel it. */
export const VERY_SLOW_DISKS: MachineOptions = {
  ...TWO_DISKS,
  disks: TWO_DISKS.disks.map((disk) => ({
    ...disk,
    data: 24 * 1024 * 1024,
    bytesPerSecond: 2 * 1024 * 1024,
  })),
};

/** A machine, a folder for targets, and a document that backs both disks up into it. */
export async function setUp(t: TestContext, options: MachineOptions = TWO_DISKS) {
  const machine = await machineFor(t, options);
  const targets = await folderFor(t);
  const file = path.join(await folderFor(t), 'backup.xml');
  await writeFile(file, bothTo(targets));
  const [socket = '', second = ''] = machine.qmp;
  return { machine, targets, file, socket, second };
}

/** The same, with a backup that goes on in QEMU, or has ended there since: its program was killed once the jobs ran. */
export async function leftBehind(t: TestContext, options: MachineOptions) {
  const scene = await setUp(t, options);
  const running = start(t, 'start', scene.file, '--qmp', scene.socket, '--json');
  await running.printed(/"status":"(running|completed)"/);
  running.process.kill('SIGKILL');
  const { stdout } = await running.ended;
  return { ...scene, run: String(jsonLines(stdout)[0]!['run']) };
}
