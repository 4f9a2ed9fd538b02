import type { Machine } from '../../../scripts/throwawayMachine.mjs';
import { endAll } from '../../support/endAll';
import { removeFolder } from './documents';
import { setConnections, type Person } from './extension';

/** What a test may have, and may have come to by the time at which it ends. */
interface Had {
  person?: Person | undefined;
  machine?: Machine | undefined;
  folder: string;
}

/**
 * Ends what a test had, in this order: while a backup goes on, which it does for as long as its machine, the row of its
 * connection stays.
 * @param others what else it had, which is ended before its machine
 */
export function endScene({ person, machine, folder }: Had, ...others: (() => unknown)[]): Promise<void> {
  return endAll(
    () => person?.leaves(),
    ...others,
    () => machine?.stop(),
    () => setConnections(),
    () => removeFolder(folder),
  );
}
