import type { BlockNode, DirtyBitmap, QmpClient } from '../../qmp';
import { queryNodes, type QueryNodesOptions } from './queryNodes';

/** A block node with its dirty bitmaps, and what decides whether it can have more. */
export interface TrackedNode {
  node: string;
  /** Such as `qcow2`. */
  driver: string;
  /** The version of a qcow2 image, as `qemu-img` names it: `0.10` is version 2, `1.1` version 3. */
  compat?: string;
  access: 'read-only' | 'writable';
  /** Virtual size in bytes. */
  size: number;
  bitmaps: NamedBitmap[];
}

/** A dirty bitmap that can be asked for. */
export type NamedBitmap = DirtyBitmap & { name: string };

const isNamed = (bitmap: DirtyBitmap): bitmap is NamedBitmap => bitmap.name !== undefined;

/** What decides about tracking, of all that QEMU tells of a node. */
export function toTracked(node: BlockNode): TrackedNode {
  const compat = node.image['format-specific']?.data?.compat;
  return {
    node: node['node-name'] ?? '',
    driver: node.drv,
    ...(compat !== undefined && { compat }),
    access: node.ro ? 'read-only' : 'writable',
    size: node.image['virtual-size'],
    bitmaps: node['dirty-bitmaps'].filter(isNamed),
  };
}

/**
 * Every block node with its bitmaps, the layers below the disks among them.
 * @throws {QmpError} when QEMU does not answer
 */
export async function readTracking(
  client: QmpClient,
  options: QueryNodesOptions = {},
): Promise<TrackedNode[]> {
  return (await queryNodes(client, options)).map(toTracked);
}
