import type { PastDisk, PastRun } from '../history/pastRun';
import type { ConnectionNode } from './nodes';
import type { Damage, Found } from './verdicts';

/** The past backups of a machine; of those that belong to no configured one where `parent` is absent. */
export interface HistoryNode {
  readonly kind: 'history';
  readonly parent?: ConnectionNode;
  /** The newest first: whole backups, each with the increments that build on it. */
  readonly chains: PastRunNode[];
}

/** A past backup. */
export interface PastRunNode {
  readonly kind: 'past';
  readonly parent: HistoryNode | PastRunNode;
  readonly past: PastRun;
  readonly disks: PastDiskNode[];
  /** Of a whole backup: every increment that builds on it, directly or not, the oldest first. */
  readonly increments: PastRunNode[];
  /** That the run it builds on is not known here. */
  readonly chain: 'complete' | 'broken';
  /** What was found in its files, if anybody looked. */
  readonly found?: Found;
}

/** What the others tell of a past backup. */
export interface Known {
  /** Whether there is such a run, also one that is shown elsewhere. */
  isKnown: (run: string) => boolean;
  found: (past: PastRun) => Found | undefined;
  /** The damage that is known of one of its disks. */
  damage: (past: PastRun, disk: string) => Damage | undefined;
}

/** One disk of a past backup. */
export interface PastDiskNode {
  readonly kind: 'past-disk';
  readonly parent: PastRunNode;
  readonly disk: PastDisk;
  /** The damage that was found of it. */
  readonly damage?: Damage;
}

/** All that a row of History can stand for. */
export type HistoryRow = HistoryNode | PastRunNode | PastDiskNode;

/** The first run of the chain that a run is in; a run whose parent is not known begins one itself. */
function rootOf(past: PastRun, runs: ReadonlyMap<string, PastRun>): PastRun {
  const passed = new Set<PastRun>();
  let root = past;
  for (;;) {
    passed.add(root);
    const above = runs.get(root.parent?.run ?? '');
    // Manifests that were tampered with must not lead in a circle.
    if (above === undefined || passed.has(above)) return root;
    root = above;
  }
}

function nodeOf(
  past: PastRun,
  parent: HistoryNode | PastRunNode,
  { isKnown, found: findingsOf, damage: damageOf }: Known,
): PastRunNode {
  const needed = past.parent?.run;
  const found = findingsOf(past);
  const node: PastRunNode = {
    kind: 'past',
    parent,
    past,
    disks: [],
    increments: [],
    chain: needed === undefined || isKnown(needed) ? 'complete' : 'broken',
    ...(found !== undefined && { found }),
  };
  for (const disk of past.disks) {
    const damage = damageOf(past, disk.disk);
    node.disks.push({ kind: 'past-disk', parent: node, disk, ...(damage && { damage }) });
  }
  return node;
}

/**
 * Sorts the past backups of one machine into chains.
 * @param pasts the newest first
 */
export function historyOf(
  pasts: readonly PastRun[],
  parent: ConnectionNode | undefined,
  known: Known,
): HistoryNode {
  const history: HistoryNode = { kind: 'history', ...(parent !== undefined && { parent }), chains: [] };
  const runs = new Map(pasts.map((past) => [past.run, past]));
  const roots = new Map<string, PastRunNode>();
  // The oldest first, so that each finds its root there; the ids of two runs of one second do not tell which is older.
  for (const past of pasts.toReversed().toSorted((a, b) => a.startedAt - b.startedAt)) {
    const root = roots.get(rootOf(past, runs).run);
    if (root === undefined) roots.set(past.run, nodeOf(past, history, known));
    else root.increments.push(nodeOf(past, root, known));
  }
  history.chains.push(...[...roots.values()].toReversed());
  return history;
}

/** Every run of a history, in the order of its rows. */
export function runsOf({ chains }: HistoryNode): PastRunNode[] {
  return chains.flatMap((chain) => [chain, ...chain.increments]);
}

/** The backup that another one builds on; undefined where it builds on none, or that is not known here. */
export function belowOf({ past, parent: chain }: PastRunNode): PastRunNode | undefined {
  if (chain.kind === 'history') return undefined;
  return [chain, ...chain.increments].find((node) => node.past.run === past.parent?.run);
}

/** Whether there is a backup in it that a prune may remove: one whose manifest says which files are its own. */
export function isPrunable(history: HistoryNode): boolean {
  return runsOf(history).some(({ past }) => past.manifest === 'known');
}
