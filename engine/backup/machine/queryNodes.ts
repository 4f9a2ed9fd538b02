import { setTimeout as delay } from 'node:timers/promises';
import type { BlockNode, ExecuteOptions, QmpClient } from '../../qmp';
import { RunError } from '../errors';

/** How long the creation of an image is waited for, in milliseconds, unless it is for as long as it takes. */
const PATIENCE = 30_000;

export interface QueryNodesOptions extends ExecuteOptions {
  /** `unlimited`: the creation of an image is waited for as long as it takes, and not for half a minute only. */
  patience?: 'unlimited';
}

/** Between two looks for a creation, in milliseconds: short enough for nobody to notice. */
const INTERVAL = 3;

/** Whoever creates one image is likely to create the next, so this many looks in a row must then show none. */
const QUIET_LOOKS = 30;

/**
 * All block nodes of a machine. Never asked for while an image is being created, by whomever: QEMU has that image among
 * its nodes before it has read its header, and aborts, with the guest, when it is asked about it right then
 * (`qcow2_get_specific_info: Assertion`, seen on QEMU 7.2). A creation takes milliseconds, that of an encrypted image
 * seconds.
 * @throws {RunError} where an image is still being created after half a minute, unless patience is unlimited
 * @throws {QmpError} when QEMU does not answer
 */
export async function queryNodes(client: QmpClient, options: QueryNodesOptions = {}): Promise<BlockNode[]> {
  const deadline = options.patience === 'unlimited' ? Infinity : Date.now() + PATIENCE;
  let wanted = 2;
  for (let quiet = 0; quiet < wanted;) {
    if (quiet > 0) await delay(INTERVAL, undefined, { signal: options.signal });
    const jobs = await client.execute('query-jobs', {}, options);
    const isCreating = jobs.some(({ type, status }) => type === 'create' && status !== 'concluded');
    if (!isCreating) {
      quiet += 1;
      continue;
    }
    if (Date.now() >= deadline)
      throw new RunError(
        'QEMU is creating an image, and must not be asked for its disks meanwhile; look again later.',
      );
    quiet = 0;
    wanted = QUIET_LOOKS;
    await delay(INTERVAL, undefined, { signal: options.signal });
  }
  return client.execute('query-named-block-nodes', { flat: true }, options);
}
