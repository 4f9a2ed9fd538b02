import path from 'node:path';
import type { Checkpoint } from '../../engine';
import type { JobStore } from '../store/jobStore';
import type { ConnectionNode } from '../store/nodes';

/** Tells of a checkpoint when it was made, and how it stands. @param lost why its backup cannot be built on any more */
export type DescribeCheckpoint = (checkpoint: Checkpoint, lost: string | undefined) => string;

/**
 * The checkpoints of a machine that an increment can start from. Nobody can tell which backup the bitmap of another
 * program, such as libvirt, belongs to, and none can start from one that is broken on all disks.
 */
function checkpointsOf({ connection, state, lostBackups }: ConnectionNode, describe: DescribeCheckpoint) {
  const all = state.kind === 'connected' ? state.machine.checkpoints : [];
  return all.flatMap((checkpoint) => {
    const { name, run, madeAt, disks } = checkpoint;
    const usable = disks.filter(({ state: each }) => each === 'consistent').map(({ disk }) => disk);
    if (run === undefined || madeAt === undefined || usable.length === 0) return [];
    const detail = describe(checkpoint, lostBackups?.get(run));
    return [{ madeAt, told: { name, detail, disks: usable, machine: connection.name } }];
  });
}

/**
 * What the language server is told of the machines, as of the last look at each.
 * @param run the one that the document is of, which is about that machine alone
 */
export function machineReport(store: JobStore, describe: DescribeCheckpoint, run?: string): object | null {
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
    machines: connections.length,
    disks: seen.flatMap(({ name: machine, drives }) => drives.map((drive) => ({ ...drive, machine }))),
    checkpoints: connections
      .flatMap((node) => checkpointsOf(node, describe))
      .toSorted((a, b) => b.madeAt - a.madeAt)
      .map(({ told }) => told),
    folders: [
      ...new Set(targets.filter((target) => path.isAbsolute(target)).map((target) => path.dirname(target))),
    ],
  };
}
