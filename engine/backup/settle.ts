import { QmpCommandError, type QmpClient } from '../qmp';
import { groupOutcome } from './jobState';
import type { DiskResult, RunResult } from './model';
import { discard, publish } from './partial';
import type { Locality } from './backupPlan';
import { removeNodes } from './targets';

/** What is left of a run whose jobs have all ended. */
export interface Remains {
  jobs: readonly string[];
  /** In the order of their making. */
  nodes: readonly string[];
  /** The files that QEMU created for the run. */
  files: readonly { writtenTo: string; target: string }[];
  locality: Locality;
}

/** Dismisses concluded jobs; one that somebody else has dismissed is passed over. */
async function dismiss(client: QmpClient, jobs: readonly string[]): Promise<void> {
  for (const id of jobs) {
    try {
      await client.execute('job-dismiss', { id });
    } catch (error) {
      if (!(error instanceof QmpCommandError && error.desc.includes('Job not found'))) throw error;
    }
  }
}

/** How a whole run and each of its disks ended. */
export type Results = Pick<RunResult, 'outcome' | 'disks'>;

/**
 * Clears up after a run: dismisses its jobs, closes its targets, and then gives the files of a completed run their
 * final names, or removes those of another. Closing comes first because it is what makes QEMU write out the rest
 * of an image.
 * @returns the results; a disk whose file could not be given its name has failed, and says where the file is
 * @throws {QmpError} when QEMU went away first: then nobody knows whether the files are whole, and they stay as they are
 */
export async function settle(client: QmpClient, results: Results, remains: Remains): Promise<Results> {
  await dismiss(client, remains.jobs);
  await removeNodes(client, remains.nodes);

  const troubles = new Map<string, string>();
  for (const { writtenTo, target } of remains.files) {
    try {
      if (results.outcome === 'completed') await publish(writtenTo, target);
      // A remote path says nothing about the file of that name here.
      else if (remains.locality === 'local' && results.outcome !== 'unknown') await discard(writtenTo);
    } catch (error) {
      const verb = results.outcome === 'completed' ? 'renamed' : 'removed';
      const reason = error instanceof Error ? error.message : String(error);
      troubles.set(target, `"${writtenTo}" could not be ${verb}: ${reason}`);
    }
  }
  const disks = results.disks.map((disk): DiskResult => {
    const trouble = troubles.get(disk.target);
    if (trouble === undefined) return disk;
    return { ...disk, outcome: disk.outcome === 'completed' ? 'failed' : disk.outcome, error: trouble };
  });
  return { outcome: groupOutcome(disks.map((disk) => disk.outcome)), disks };
}
