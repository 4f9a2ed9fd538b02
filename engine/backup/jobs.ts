import type { BlockNode, ExecuteOptions, Job, QmpClient } from '../qmp';
import { diskState, groupOutcome, hasEnded, jobOutcome } from './jobState';
import type { DiskProgress, RunSnapshot } from './model';
import { PARTIAL_SUFFIX } from './partial';
import { nodeName, parseJobId, runTime, type RunId } from './runId';
import { sourcePath } from './sourcePath';

/** A run as QEMU's jobs and nodes alone tell of it, whoever started it. */
export interface FoundRun {
  snapshot: RunSnapshot;
  /** Its nodes in QEMU, in the order of their making. */
  nodes: string[];
  /** The files that it writes. */
  files: { writtenTo: string; target: string }[];
}

/** The file behind a disk's target, under the name that it will have. */
function targetFile(
  nodes: readonly BlockNode[],
  run: RunId,
  index: number,
): { writtenTo: string; target: string } | undefined {
  const protocol = nodes.find((node) => node['node-name'] === nodeName(run, index, 'protocol'));
  const writtenTo = sourcePath(protocol?.file);
  if (writtenTo === undefined) return undefined;
  return {
    writtenTo,
    target: writtenTo.endsWith(PARTIAL_SUFFIX) ? writtenTo.slice(0, -PARTIAL_SUFFIX.length) : writtenTo,
  };
}

function runState(jobs: readonly Job[]): RunSnapshot['state'] {
  if (jobs.every(hasEnded)) return groupOutcome(jobs.map(jobOutcome));
  return jobs.some((job) => job.status === 'aborting') ? 'cancelling' : 'running';
}

/**
 * Finds the runs that a QEMU's jobs tell of, the oldest first: those under way, and those that ended and whose
 * outcome no client has taken yet. QEMU keeps it for any later client.
 * @throws {QmpError} when QEMU does not answer
 */
export async function findRuns(client: QmpClient, options: ExecuteOptions = {}): Promise<FoundRun[]> {
  const [jobs, blockJobs, nodes] = await Promise.all([
    client.execute('query-jobs', {}, options),
    client.execute('query-block-jobs', {}, options),
    client.execute('query-named-block-nodes', { flat: true }, options),
  ]);
  const members = jobs.flatMap((job) => {
    const id = parseJobId(job.id);
    return id ? [{ job, ...id }] : [];
  });
  return [...new Set(members.map(({ run }) => run))].toSorted().map((run): FoundRun => {
    const disks = members.filter((member) => member.run === run).toSorted((a, b) => a.index - b.index);
    const file = new Map(disks.map(({ index }) => [index, targetFile(nodes, run, index)]));
    const progress = disks.map(({ job, disk, index }): DiskProgress => {
      const block = blockJobs.find((candidate) => candidate.device === job.id);
      return {
        disk,
        job: job.id,
        target: file.get(index)?.target ?? '',
        state: diskState({ job, ...(block && { block }) }),
        current: job['current-progress'],
        total: job['total-progress'],
        ...(job.error !== undefined && { error: job.error }),
      };
    });
    const names = new Set(nodes.map((node) => node['node-name']));
    const made = disks.flatMap(({ index }) => [
      nodeName(run, index, 'protocol'),
      nodeName(run, index, 'format'),
    ]);
    return {
      snapshot: {
        run,
        name: run,
        state: runState(disks.map(({ job }) => job)),
        startedAt: runTime(run),
        disks: progress,
      },
      nodes: made.filter((node) => names.has(node)),
      files: [...file.values()].filter((found) => found !== undefined),
    };
  });
}

/** One run, if QEMU tells of it. */
export async function findRun(client: QmpClient, run: RunId): Promise<FoundRun | undefined> {
  return (await findRuns(client)).find(({ snapshot }) => snapshot.run === run);
}

/** {@link findRuns}, as people are shown it. */
export async function listRuns(client: QmpClient, options: ExecuteOptions = {}): Promise<RunSnapshot[]> {
  return (await findRuns(client, options)).map((found) => found.snapshot);
}
