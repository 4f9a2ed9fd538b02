import { abilitiesOf, pastAbilities, pastTargetFile, targetFile } from './abilities';
import type { PastAbility, RunAbility } from './abilities';
import { isDeletable } from './checkpointNodes';
import { isPrunable } from './historyNodes';
import type { JobStore } from './jobStore';
import type { StoreNode } from './nodes';
import { childrenOf, rootsOf } from './tree';
import type { WorkStore } from './work';

/**
 * What can be done with a row of the tree, in the words that menus look for in its context value.
 * - `revealable`: of a disk, that its target is a file of this host
 * - `prunable`: of History, that there is a backup which may go
 * - `deletable`: of a checkpoint
 */
export type RowAbility = RunAbility | PastAbility | 'revealable' | 'prunable' | 'deletable';

/** What can be done with a row at the moment. */
export function rowAbilities(node: StoreNode, works: WorkStore): RowAbility[] {
  switch (node.kind) {
    case 'run':
      return abilitiesOf(node);
    case 'past':
      return pastAbilities(node, works.of(node.past.run));
    case 'disk':
      return targetFile(node) === undefined ? [] : ['revealable'];
    case 'past-disk':
      return pastTargetFile(node) === undefined ? [] : ['revealable'];
    case 'history':
      return isPrunable(node) ? ['prunable'] : [];
    case 'checkpoint':
      return isDeletable(node.checkpoint) ? ['deletable'] : [];
    case 'connection':
    case 'checkpoints':
      return [];
  }
}

/** A row of one of some kinds. */
export type RowOf<K extends StoreNode['kind']> = Extract<StoreNode, { kind: K }>;

/** Which rows a command works on. */
export interface Takes<K extends StoreNode['kind']> {
  kinds: readonly K[];
  /** What the row must be able to; anything where absent. */
  ability?: RowAbility;
}

/** Every row that a command could work on, in the order of the tree. */
export function rowsFor<K extends StoreNode['kind']>(
  store: JobStore,
  works: WorkStore,
  { kinds, ability }: Takes<K>,
): RowOf<K>[] {
  const below = (nodes: readonly StoreNode[]): StoreNode[] =>
    nodes.flatMap((node) => [node, ...below(childrenOf(node, store))]);
  return below(rootsOf(store)).filter(
    (node): node is RowOf<K> =>
      isRow(node, kinds) && (ability === undefined || rowAbilities(node, works).includes(ability)),
  );
}

/** Whether what a command was called with is a row of these kinds: a key or another extension may give it anything. */
export function isRow<K extends StoreNode['kind']>(
  argument: unknown,
  kinds: readonly K[],
): argument is RowOf<K> {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'kind' in argument &&
    kinds.some((kind) => kind === argument.kind)
  );
}
