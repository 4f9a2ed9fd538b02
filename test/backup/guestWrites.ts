import assert from 'node:assert/strict';
import type { QmpClient } from '../../engine';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import type { Random } from '../schema/random';

/** One write of the guest: `length` bytes of one value. */
export interface GuestWrite {
  /** The disk's place in the machine, from 0. */
  disk: number;
  offset: number;
  length: number;
  pattern: number;
}

const SECTOR = 4096;
const LONGEST = 16 * SECTOR;

/**
 * Writes into a machine's disks as its guest would: through the guest's device, so that a backup job sees it. QEMU runs
 * one command at a time, so each write is wholly before or wholly after any other command.
 * @param size the disks' virtual size in bytes
 */
export async function guestWrite(
  client: QmpClient,
  machine: Machine,
  random: Random,
  size: number,
): Promise<GuestWrite> {
  const disk = random.below(machine.disks.length);
  const length = SECTOR * (1 + random.below(LONGEST / SECTOR));
  const offset = SECTOR * random.below((size - length) / SECTOR);
  const pattern = 1 + random.below(255);
  const device = `/machine/peripheral/${machine.disks[disk]?.device}/virtio-backend`;
  const answer = await client.execute('human-monitor-command', {
    'command-line': `qemu-io -d ${device} "write -q -P ${pattern} ${offset} ${length}"`,
  });
  assert.equal(answer.trim(), '', 'the write succeeds');
  return { disk, offset, length, pattern };
}
