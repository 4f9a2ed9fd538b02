import type { RunSnapshot } from '../../engine';
import type { ConnectionNode, RunNode } from './nodes';
import type { RunFacts } from './runFacts';
import { isDone } from './runRequest';

/** A row for a run that has none yet. */
export function newRun(
  parent: ConnectionNode,
  origin: RunNode['origin'],
  snapshot: RunSnapshot,
  facts?: RunFacts,
): RunNode {
  const known = facts === undefined ? {} : { facts };
  return updated({ kind: 'run', parent, origin, ...known, snapshot, disks: [] }, snapshot);
}

/**
 * Takes over a run's newest state. The same objects stand for the same disks, so that a view can tell which of its rows
 * changed.
 */
export function updated(run: RunNode, snapshot: RunSnapshot): RunNode {
  run.disks = snapshot.disks.map((progress) => {
    const known = run.disks.find((node) => node.progress.disk === progress.disk);
    if (known === undefined) return { kind: 'disk', parent: run, progress };
    known.progress = progress;
    return known;
  });
  run.snapshot = snapshot;
  if (run.asked !== undefined && isDone(run.asked, run.answer ?? 'awaited', snapshot)) run.asked = undefined;
  return run;
}
