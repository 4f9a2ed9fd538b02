import type { Checkpoint } from '../../engine';
import type { ConnectionNode } from './nodes';

/** The checkpoints of a machine. */
export interface CheckpointsNode {
  readonly kind: 'checkpoints';
  readonly parent: ConnectionNode;
  readonly checkpoints: CheckpointNode[];
}

/** A point in time that an increment can start from. */
export interface CheckpointNode {
  readonly kind: 'checkpoint';
  readonly parent: CheckpointsNode;
  readonly checkpoint: Checkpoint;
}

/** The checkpoints as they were last seen; undefined where there is none. */
export function checkpointsOf(connection: ConnectionNode): CheckpointsNode | undefined {
  if (connection.state.kind !== 'connected') return undefined;
  const { checkpoints } = connection.state.machine;
  if (checkpoints.length === 0) return undefined;
  const node: CheckpointsNode = { kind: 'checkpoints', parent: connection, checkpoints: [] };
  node.checkpoints.push(
    ...checkpoints.map((checkpoint): CheckpointNode => ({ kind: 'checkpoint', parent: node, checkpoint })),
  );
  return node;
}

/** Whether it can be deleted from here: what other programs made is theirs, and what a job uses must stay. */
export function isDeletable({ madeBy, disks }: Checkpoint): boolean {
  return madeBy === 'domainbackup' && disks.every(({ inUse }) => inUse === 'no');
}
