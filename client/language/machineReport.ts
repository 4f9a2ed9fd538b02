import path from 'node:path';
import type { JobStore } from '../store/jobStore';

/**
 * What the language server is told of the machines, as of the last look at each.
 * @param run the one that the document is of, which is about that machine alone
 */
export function machineReport(store: JobStore, run?: string): object | null {
  const owner = run === undefined ? undefined : (store.findRun(run)?.parent ?? store.history.ownerOf(run));
  const connections = store.connections.filter((node) => run === undefined || node === owner);
  const seen = connections.flatMap(({ connection, state }) =>
    state.kind === 'connected' ? [{ ...state.machine, name: connection.name }] : [],
  );
  if (seen.length === 0) return null;
  const targets = connections.flatMap(({ runs }) =>
    runs.flatMap(({ disks }) => disks.map((disk) => disk.progress.target)),
  );
  return {
    disks: seen.flatMap(({ name: machine, drives }) => drives.map((drive) => ({ ...drive, machine }))),
    checkpoints: [...new Set(seen.flatMap(({ bitmaps }) => bitmaps))],
    folders: [
      ...new Set(targets.filter((target) => path.isAbsolute(target)).map((target) => path.dirname(target))),
    ],
  };
}
