import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import type { QmpClient } from '../../engine';
import type { Machine } from '../../scripts/throwawayMachine.mjs';

/**
 * Reads or writes a disk as its guest would: through the guest's device, so that a backup job sees it. QEMU runs one
 * command at a time, so each is wholly before or wholly after any other command.
 * @param disk the guest's name for it, such as `vda`
 * @param words of `qemu-io`, such as `write -q -P 7 0 64k`
 * @returns what QEMU prints, such as `write failed: No space left on device`; a write with `-q` that succeeds prints
 *   nothing
 */
export async function deviceIo(
  client: QmpClient,
  machine: Machine,
  disk: string,
  words: string,
): Promise<string> {
  const device = machine.disks.find(({ name }) => name === disk)?.device;
  assert.ok(device, `the machine has a disk "${disk}"`);
  const before = (await stat(machine.output)).size;
  const line = `qemu-io -d /machine/peripheral/${device}/virtio-backend "${words}"`;
  const answer = await client.execute('human-monitor-command', { 'command-line': line });
  // The monitor tells of a device that is not there; all else goes to QEMU's own output, before the monitor's answer.
  const printed = await readFile(machine.output);
  return `${answer}${printed.subarray(before).toString()}`.trim();
}
