import { checkpointsOf } from './checkpointNodes';
import type { JobStore } from './jobStore';
import type { ConnectionNode, StoreNode } from './nodes';

function ofConnection(connection: ConnectionNode, { history }: JobStore): StoreNode[] {
  const groups = [checkpointsOf(connection), history.of(connection)];
  return [...connection.runs, ...groups.filter((group) => group !== undefined)];
}

/** The rows that the tree begins with. */
export function rootsOf(store: JobStore): StoreNode[] {
  const others = store.history.of(undefined);
  return [...store.connections, ...(others === undefined ? [] : [others])];
}

/** The rows below a row. */
export function childrenOf(node: StoreNode, store: JobStore): StoreNode[] {
  switch (node.kind) {
    case 'connection':
      return ofConnection(node, store);
    case 'run':
      return node.disks;
    case 'checkpoints':
      return node.checkpoints;
    case 'history':
      return node.chains;
    case 'past':
      return [...node.disks, ...node.increments];
    case 'disk':
    case 'checkpoint':
    case 'past-disk':
      return [];
  }
}
