import assert from 'node:assert/strict';
import type { QmpClient } from '../../engine';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { deviceIo } from '../machine/deviceIo';
import type { Random } from '../support/random';

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
 * Writes into one of a machine's disks, at random, as its guest would.
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
  const name = machine.disks[disk]?.name ?? '';
  const said = await deviceIo(client, machine, name, `write -q -P ${pattern} ${offset} ${length}`);
  assert.equal(said, '', 'the write succeeds');
  return { disk, offset, length, pattern };
}
