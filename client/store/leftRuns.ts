import { setTimeout as delay } from 'node:timers/promises';
import { isLeft, otherRecords, realSocket, type RunRecord, type RunRecords } from '../../engine';
import { isUnserved } from './goneRuns';
import type { JobStore } from './jobStore';
import { isGoing, type ConnectionNode } from './nodes';
import type { Lookout } from './lookout';
import { startedRecord } from './startedRecord';

/** Milliseconds between two looks for a run that its window is just leaving. */
const pause = 1000;
/** A window takes 5 s at most to end; what is not left after this many looks belongs to one that stays open. */
const tries = 10;

/** Whether a run was started by a program of this user, a window or the command line, that has ended since. */
export async function isLeftRun(records: RunRecords, run: string): Promise<boolean> {
  const record = await startedRecord(records, run);
  return record?.origin === 'ours' && record.state !== 'ended' && (await isLeft(record));
}

/** The open runs of this window's kind, whose program may still be ending, and those that the command line has left. */
async function openRuns(records: RunRecords): Promise<RunRecord[]> {
  const own = await records.listOpen();
  const left: RunRecord[] = [];
  for (const others of await otherRecords(records)) {
    for (const record of await others.listOpen()) if (await isLeft(record)) left.push(record);
  }
  return [...own, ...left].filter(({ origin }) => origin === 'ours');
}

/**
 * Looks at the machines whose backup an earlier window, or the command line, has left, whether or not somebody watches. A
 * window that is reloaded comes while its predecessor still ends, which may hold the monitor, and count as the one that
 * follows the run, for a few seconds more. What a look shows to be left is followed (`Adoptions`), or settled where QEMU
 * has ended (`GoneRuns`, after each look).
 * @param signal ends it: the window closes
 */
export async function lookAfterLeftRuns(
  records: RunRecords,
  store: JobStore,
  lookout: Pick<Lookout, 'refreshOne'>,
  signal: AbortSignal,
): Promise<void> {
  const open = await openRuns(records);
  if (open.length === 0) return;
  const sockets = new Set(await Promise.all(open.map(({ machine }) => realSocket(machine.socket))));
  const look = async (node: ConnectionNode): Promise<void> => {
    if (!sockets.has(await realSocket(node.connection.socket))) return;
    if (node.state.kind === 'unseen') await lookout.refreshOne(node);
    const isToBeLookedAt = async (): Promise<boolean> =>
      !signal.aborted && (mayBeLeft(node) || (isUnserved(node) && (await hasOpenRuns(node, records))));
    for (let next = 1; next < tries && (await isToBeLookedAt()); next += 1) {
      await delay(pause, undefined, { signal }).catch(() => undefined);
      if (await isToBeLookedAt()) await lookout.refreshOne(node);
    }
  };
  await Promise.all(store.connections.map(look));
}

/** Whether a run on record of a machine has not ended: the window that followed it may still be ending itself. */
async function hasOpenRuns({ connection }: ConnectionNode, records: RunRecords): Promise<boolean> {
  const socket = await realSocket(connection.socket);
  for (const { machine } of await openRuns(records))
    if ((await realSocket(machine.socket)) === socket) return true;
  return false;
}

/** Whether the last look at a machine may have come before the run's window had ended. */
function mayBeLeft({ state, runs }: ConnectionNode): boolean {
  return state.kind === 'busy' || runs.some((run) => run.origin === 'elsewhere' && isGoing(run));
}
