import type { ExecuteOptions, QmpClient } from '../../qmp';
import { ofGuest } from './ofGuest';

/** How long the request to go on waits for QEMU's answer, in milliseconds. */
const ANSWER_TIMEOUT = 10_000;

/**
 * Where writes of the guest have failed, and QEMU has paused the machine for it (its `werror` policies `enospc`, which is
 * the default, and `stop`): the nodes at the top of those disks, which while a job runs are the job's filters. Empty while
 * the machine runs, or is paused for another reason. QEMU keeps such a write, and tries it again when the machine goes on.
 * @throws {QmpError} when QEMU does not answer
 */
export async function heldAt(client: QmpClient, options: ExecuteOptions = {}): Promise<string[]> {
  const machine = await ofGuest(client.execute('query-status', {}, options));
  if (machine?.status !== 'io-error') return [];
  const devices = await client.execute('query-block', {}, options);
  return devices.flatMap(({ inserted, 'io-status': io = 'ok' }) => {
    const node = inserted?.['node-name'];
    return io === 'ok' || node === undefined ? [] : [node];
  });
}

/**
 * Lets a machine go on that QEMU has paused at a failed write to one of these nodes.
 * @returns whether it was
 * @throws {QmpError} when QEMU refused or does not answer
 */
export async function letGoOn(client: QmpClient, isMeant: (node: string) => boolean): Promise<boolean> {
  const options = { timeout: ANSWER_TIMEOUT };
  if (!(await heldAt(client, options)).some(isMeant)) return false;
  await client.execute('cont', {}, options);
  return true;
}
