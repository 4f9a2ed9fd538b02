import type { BlockJob, BlockNode, Job, QmpClient } from '../../qmp';
import { diskState, groupOutcome } from './jobState';
import { limitOf } from './liftedSpeed';
import type { DiskProgress, RunSnapshot } from '../model';
import { finalPath } from '../names/partialName';
import {
  parseJobId,
  parseNodeName,
  runOfCreateJob,
  runTime,
  type NodeRole,
  type RunId,
} from '../names/runId';
import type { Remains } from '../targets/remains';
import { goingState, isOutcome, totals } from './totals';
import { sourcePath } from '../machine/sourcePath';
import { queryNodes, type QueryNodesOptions } from '../machine/queryNodes';

/** A run as QEMU's jobs and nodes alone tell of it, whoever started it. */
export interface FoundRun {
  snapshot: RunSnapshot;
  /** The files of the images that grow with what is copied, by the disk's job: their nodes. */
  growing: ReadonlyMap<string, string>;
  remains: Omit<Remains, 'locality' | 'partial'>;
}

/** The nodes of a run that have a role, by the disk's index. */
function nodesOf(nodes: readonly BlockNode[], run: RunId, ...roles: NodeRole[]): Map<number, BlockNode> {
  const found = new Map<number, BlockNode>();
  for (const node of nodes) {
    const parsed = parseNodeName(node['node-name'] ?? '');
    if (parsed && parsed.run === run && roles.includes(parsed.role)) found.set(parsed.index, node);
  }
  return found;
}

const names = (nodes: Map<number, BlockNode>) => [...nodes.values()].map((node) => node['node-name'] ?? '');

function runState(disks: readonly DiskProgress[]): RunSnapshot['state'] {
  // Its targets are being made, or whoever did that has gone.
  if (disks.length === 0) return 'starting';
  const outcomes = disks.map(({ state }) => state).filter(isOutcome);
  return outcomes.length === disks.length ? groupOutcome(outcomes) : goingState(disks);
}

function describeRun(
  run: RunId,
  jobs: readonly Job[],
  blockJobs: readonly BlockJob[],
  nodes: readonly BlockNode[],
): FoundRun {
  const protocols = nodesOf(nodes, run, 'protocol');
  const formats = nodesOf(nodes, run, 'format');
  const written = (index: number) => sourcePath(protocols.get(index)?.file);
  const members = jobs
    .flatMap((job) => {
      const id = parseJobId(job.id);
      return id?.run === run ? [{ job, ...id }] : [];
    })
    .toSorted((a, b) => a.index - b.index);
  const disks = members.map(({ job, disk, index }): DiskProgress => {
    const block = blockJobs.find((candidate) => candidate.device === job.id);
    const file = written(index);
    const speedLimit = block && limitOf(block.speed);
    return {
      disk,
      job: job.id,
      target: file === undefined ? '' : (finalPath(file, run) ?? file),
      state: diskState({ job, ...(block && { block }) }),
      current: job['current-progress'],
      total: job['total-progress'],
      ...(speedLimit !== undefined && { speedLimit }),
      ...(job.error !== undefined && { error: job.error }),
    };
  });
  // Only a partial name, with the run's own id in it, makes a file ours to rename or remove.
  const targets = [...protocols].flatMap(([index, { drv: driver }]) => {
    const writtenTo = written(index);
    return writtenTo === undefined
      ? []
      : [{ writtenTo, target: finalPath(writtenTo, run) ?? writtenTo, driver }];
  });
  const creations = jobs.filter((job) => runOfCreateJob(job.id) === run).map((job) => job.id);
  const growing = members.flatMap(({ job, index }) => {
    const file = protocols.get(index)?.['node-name'];
    return formats.get(index)?.drv === 'qcow2' && file !== undefined ? [[job.id, file] as const] : [];
  });
  return {
    growing: new Map(growing),
    // A name of its own is not known to QEMU, so the RFC's default stands in for it.
    snapshot: {
      run,
      name: String(runTime(run) / 1000),
      state: runState(disks),
      startedAt: runTime(run),
      ...totals(disks),
      contact: { kind: 'answering' },
      disks,
    },
    remains: {
      run,
      bitmaps: 'maybe',
      jobs: [...disks.map(({ job }) => job), ...creations],
      formats: names(formats),
      protocols: [...names(protocols), ...names(nodesOf(nodes, run, 'probe'))],
      written: targets,
      files: targets.filter(({ writtenTo, target }) => writtenTo !== target),
      named: targets.filter(({ writtenTo, target, driver }) => writtenTo === target && driver === 'file'),
    },
  };
}

const runOfJob = ({ id }: Job) => parseJobId(id)?.run ?? runOfCreateJob(id);

/**
 * Finds the runs that QEMU's jobs and nodes tell of, the oldest first: those being prepared, those under way, and those
 * that ended and whose outcome no client has taken yet. QEMU keeps it for any later client.
 * @throws {QmpError} when QEMU does not answer
 */
export async function findRuns(client: QmpClient, options: QueryNodesOptions = {}): Promise<FoundRun[]> {
  const [jobs, blockJobs] = await Promise.all([
    client.execute('query-jobs', {}, options),
    client.execute('query-block-jobs', {}, options),
  ]);
  const nodes = await queryNodes(client, options);
  const runs = [
    ...jobs.map(runOfJob),
    ...nodes.map((node) => parseNodeName(node['node-name'] ?? '')?.run),
  ].filter((run) => run !== undefined);
  return [...new Set(runs)].toSorted().map((run) => describeRun(run, jobs, blockJobs, nodes));
}

/** One run, if QEMU tells of it. */
export async function findRun(client: QmpClient, run: RunId): Promise<FoundRun | undefined> {
  return (await findRuns(client)).find(({ snapshot }) => snapshot.run === run);
}

/**
 * Whether QEMU has jobs of a run, under way or ended and not dismissed.
 * @throws {QmpError} when QEMU does not answer
 */
export async function hasJobsOf(client: QmpClient, run: RunId): Promise<boolean> {
  const jobs = await client.execute('query-jobs', {});
  return jobs.some((job) => runOfJob(job) === run);
}

/**
 * Whether QEMU still tells of a run. Its jobs do at once. Only where there are none, its nodes are asked for, which has
 * to wait while somebody creates an image, for however long that takes: that says nothing about the run.
 * @throws {QmpError} when QEMU does not answer
 */
export async function isKnown(client: QmpClient, run: RunId): Promise<boolean> {
  if (await hasJobsOf(client, run)) return true;
  const nodes = await queryNodes(client, { patience: 'unlimited' });
  return nodes.some((node) => parseNodeName(node['node-name'] ?? '')?.run === run);
}
