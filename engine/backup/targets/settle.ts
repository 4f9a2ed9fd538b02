import { QmpCommandError, type QmpClient } from '../../qmp';
import type { Locality } from '../plan/backupPlan';
import type { RunOptions } from '../options';
import { groupOutcome } from '../jobs/jobState';
import { settleBitmaps } from '../checkpoints/runBitmaps';
import type { CheckpointResult, DiskResult, Outcome, RunResult } from '../model';
import type { RunId } from '../names/runId';
import { discard, publish } from './publish';

/** What a run has in QEMU and on disk once its jobs have ended. */
export interface Remains {
  run: RunId;
  /** The checkpoint that was to be made, as far as that is known. */
  checkpoint?: string;
  jobs: readonly string[];
  /** The nodes that the jobs wrote to. */
  formats: readonly string[];
  /** The nodes that hold files and devices open. */
  protocols: readonly string[];
  /** The files that are written under a partial name. */
  files: readonly { writtenTo: string; target: string }[];
  locality: Locality;
  /** What becomes of the files where the backup has not completed. */
  partial: RunOptions['partial'];
}

/** How a whole run and each of its disks ended. */
export type Results = Pick<RunResult, 'outcome' | 'disks' | 'checkpoint'>;

/** What came of clearing up. */
export interface ClearedUp {
  /** What could not be done to a file, by its target's path. */
  troubles: Map<string, string>;
  checkpoint?: CheckpointResult;
}

/** What somebody else has removed is removed. */
async function unlessGone(command: Promise<unknown>): Promise<void> {
  try {
    await command;
  } catch (error) {
    const isGone = error instanceof QmpCommandError && /Failed to find node|Job not found/.test(error.desc);
    if (!isGone) throw error;
  }
}

async function removeNodes(client: QmpClient, nodes: readonly string[]): Promise<void> {
  for (const node of nodes) await unlessGone(client.execute('blockdev-del', { 'node-name': node }));
}

/** Names or removes one file; says what could not be done. */
async function finishFile(
  outcome: Outcome,
  file: Remains['files'][number],
  { locality, partial }: Remains,
): Promise<string | undefined> {
  const { writtenTo, target } = file;
  try {
    if (outcome === 'unknown') return undefined;
    // A remote path says nothing about the file of that name here.
    if (locality === 'remote') {
      const where = `"${writtenTo}" on QEMU's host`;
      return outcome === 'completed'
        ? `It is complete, and is called ${where}.`
        : `What was written stays at ${where}.`;
    }
    if (outcome !== 'completed' && partial === 'keep') return `What was written stays at "${writtenTo}".`;
    await (outcome === 'completed' ? publish(writtenTo, target) : discard(writtenTo));
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return outcome === 'completed'
      ? `It is complete at "${writtenTo}", but could not be given its name: ${reason}`
      : `"${writtenTo}" could not be removed: ${reason}`;
  }
}

/**
 * Clears up after a run. The order matters: closing an image is what makes QEMU write out the rest of it, so that
 * comes before its final name; and the jobs, which hold the outcome, and the protocol nodes, which know the files, go
 * last, so that a client that ends half-way leaves enough for the next one to finish. Each step may be done by two
 * clients at once.
 * @throws {QmpError} when QEMU went away or refused; nothing more is touched then
 */
export async function clearUp(client: QmpClient, outcome: Outcome, remains: Remains): Promise<ClearedUp> {
  const { run, jobs, formats, protocols, files } = remains;
  await removeNodes(client, formats);
  const troubles = new Map<string, string>();
  for (const file of files) {
    const trouble = await finishFile(outcome, file, remains);
    if (trouble !== undefined) troubles.set(file.target, trouble);
  }
  // A later increment must never build on a backup that is not there.
  const isWhole = outcome === 'completed' && troubles.size === 0;
  const checkpoint =
    (await settleBitmaps(client, run, isWhole ? 'keep' : 'drop')) ?? missing(remains, isWhole);
  await removeNodes(client, protocols);
  // In one go: a later client could take some of a run's jobs for all of them.
  await Promise.all(jobs.map((id) => unlessGone(client.execute('job-dismiss', { id }))));
  return { troubles, ...(checkpoint && { checkpoint }) };
}

/** What is said of a checkpoint that was to be made, and that QEMU knows nothing of. */
function missing({ checkpoint }: Remains, isWhole: boolean): CheckpointResult | undefined {
  if (checkpoint === undefined) return undefined;
  const error = isWhole ? { error: 'somebody has removed its bitmaps' } : {};
  return { name: checkpoint, state: 'not made', ...error };
}

/**
 * Clears up after a run, and completes its results: a disk whose file could not be given its name has failed.
 * @throws {QmpError} when QEMU went away first: then nobody knows whether the files are whole
 */
export async function settle(client: QmpClient, results: Results, remains: Remains): Promise<Results> {
  const { troubles, checkpoint } = await clearUp(client, results.outcome, remains);
  const disks = results.disks.map((disk): DiskResult => {
    const trouble = troubles.get(disk.target);
    if (trouble === undefined) return disk;
    const outcome = disk.outcome === 'completed' ? 'failed' : disk.outcome;
    return { ...disk, outcome, error: disk.error === undefined ? trouble : `${disk.error} ${trouble}` };
  });
  return {
    outcome: groupOutcome(disks.map((disk) => disk.outcome)),
    disks,
    ...(checkpoint && { checkpoint }),
  };
}
