import type { ExecuteOptions, QmpClient } from '../../qmp';
import { ofGuest } from './ofGuest';

/** How long the request to go on waits for QEMU's answer, in milliseconds. */
const ANSWER_TIMEOUT = 10_000;

/**
 * Whether QEMU has paused the machine because an access of its guest to a disk failed (its `werror` policies `enospc`,
 * which is the default, and `stop`). QEMU keeps what the guest had asked for, and tries it again when the machine goes on.
 * @throws {QmpError} when QEMU does not answer
 */
export async function isHeld(client: QmpClient, options: ExecuteOptions = {}): Promise<boolean> {
  const machine = await ofGuest(client.execute('query-status', {}, options));
  return machine?.status === 'io-error';
}

/**
 * Lets a machine go on that QEMU has paused so. Where the cause still holds, QEMU pauses it again.
 * @returns whether it was paused so
 * @throws {QmpError} when QEMU refused or does not answer
 */
export async function letGoOn(client: QmpClient): Promise<boolean> {
  const options = { timeout: ANSWER_TIMEOUT };
  if (!(await isHeld(client, options))) return false;
  await client.execute('cont', {}, options);
  return true;
}
