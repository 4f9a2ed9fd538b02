import type { BackupPlan } from '../../engine';

/** What is known of a disk's backup besides its progress. */
export interface DiskFacts {
  disk: string;
  /** The path of its image, where it has one. */
  source?: string;
  /** The node that QEMU reads from. */
  node: string;
  format: 'qcow2' | 'raw';
  /** The path that QEMU writes to until the backup is complete. */
  writtenTo: string;
}

/** What is known of a run from its start; absent for one that another program started. */
export interface RunFacts {
  description?: string;
  /** The text of the document that it was started from. */
  document?: string;
  disks: DiskFacts[];
}

/** @param document the text that the plan was made from */
export function factsOf(plan: Pick<BackupPlan, 'description' | 'disks'>, document: string): RunFacts {
  return {
    ...(plan.description !== undefined && { description: plan.description }),
    document,
    disks: plan.disks.map(({ disk, source, node, target }) => ({
      disk,
      ...(source !== undefined && { source }),
      node,
      format: target.format,
      writtenTo: target.writtenTo,
    })),
  };
}
