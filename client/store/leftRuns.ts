import { setTimeout as delay } from 'node:timers/promises';
import { isLeft, type RunRecords } from '../../engine';
import { realSocket } from '../discovery/realSocket';
import { isGoing, type ConnectionNode, type JobStore } from './jobStore';
import type { Lookout } from './lookout';

/** Milliseconds between two looks for a run that its window is just leaving. */
const pause = 1000;
/** A window takes 5 s at most to end; what is not left after this many looks belongs to one that stays open. */
const tries = 10;

/** Whether a run was started with our records, by a program that has ended since. */
export async function isLeftRun(records: RunRecords, run: string): Promise<boolean> {
  const record = await records.read(run);
  return record?.origin === 'ours' && record.state !== 'ended' && (await isLeft(record));
}

/**
 * Looks at the machines whose backup an earlier window has left, whether or not somebody watches. A window that is
 * reloaded comes while its predecessor still ends, which may hold the monitor, and count as the one that follows the
 * run, for a few seconds more.
 * @param signal ends it: the window closes
 */
export async function lookAfterLeftRuns(
  records: RunRecords,
  store: JobStore,
  lookout: Pick<Lookout, 'refreshOne'>,
  signal: AbortSignal,
): Promise<void> {
  const open = (await records.listOpen()).filter(({ origin }) => origin === 'ours');
  if (open.length === 0) return;
  const sockets = new Set(await Promise.all(open.map(({ machine }) => realSocket(machine.socket))));
  const look = async (node: ConnectionNode): Promise<void> => {
    if (!sockets.has(await realSocket(node.connection.socket))) return;
    if (node.state.kind === 'unseen') await lookout.refreshOne(node);
    for (let next = 1; next < tries && mayBeLeft(node) && !signal.aborted; next += 1) {
      await delay(pause, undefined, { signal }).catch(() => undefined);
      if (mayBeLeft(node) && !signal.aborted) await lookout.refreshOne(node);
    }
  };
  await Promise.all(store.connections.map(look));
}

/** Whether the last look at a machine may have come before the run's window had ended. */
function mayBeLeft({ state, runs }: ConnectionNode): boolean {
  return state.kind === 'busy' || runs.some((run) => run.origin === 'elsewhere' && isGoing(run));
}
