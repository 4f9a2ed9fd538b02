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

/** A backup with those that it builds on, down to the first of its chain, or to the first that is known. */
function chainOf(past: PastRun, runs: ReadonlyMap<string, PastRun>): PastRun[] {
  const chain: PastRun[] = [];
  // Manifests that were tampered with must not lead in a circle.
  for (
    let next: PastRun | undefined = past;
    next !== undefined && !chain.includes(next);
    next = runs.get(next.parent?.run ?? '')
  )
    chain.push(next);
  return chain;
}

/**
 * Backups with their chains, the oldest first: by their clocks, but each after what it builds on, which an increment is
 * newer than if a clock was set back. The ids of two runs of one second do not tell which is older.
 * @param pasts the newest first
 */
function inOrder(
  pasts: readonly PastRun[],
  runs: ReadonlyMap<string, PastRun>,
): { past: PastRun; chain: PastRun[] }[] {
  return pasts
    .toReversed()
    .map((past) => {
      const chain = chainOf(past, runs);
      const moment = Math.max(...chain.map(({ startedAt }) => startedAt));
      return { past, chain, moment, behind: past.startedAt < moment ? chain.length : 0 };
    })
    .toSorted((a, b) => a.moment - b.moment || a.behind - b.behind);
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
  // So each finds the root of its chain there.
  for (const { past, chain } of inOrder(pasts, runs)) {
    const root = roots.get(chain.at(-1)?.run ?? '');
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
