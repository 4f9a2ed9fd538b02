import { randomInt } from 'node:crypto';
import { decodeName, encodeName } from './encoding';

/**
 * A run's id: the UTC second in which its start began, with the plan that is carried out, and four letters or digits, `20261122-233355-k3f9`: how far into
 * that second, to the millisecond, and chance. It sorts by time, reads as a time, and fits into QEMU's names: a node name
 * has 31 characters at most.
 */
export type RunId = string;

const JOB_ID = /^domainbackup\.(\d{8}-\d{6}-[0-9a-z]{4})\.(\d+)\.(.+)$/;
const CREATE_ID = /^domainbackup-create\.(\d{8}-\d{6}-[0-9a-z]{4})\.\d+$/;
const NODE_NAME = /^db-(\d{8}-\d{6}-[0-9a-z]{4})-(\d+)([ptfx])$/;

/** How many ids there are for each millisecond, so that four letters or digits hold those of a second. */
const IDS_PER_MS = Math.floor(36 ** 4 / 1000);

/** Makes a new run id for the given time (milliseconds since the epoch). */
export function newRunId(now: number): RunId {
  const [date = '', time = ''] = new Date(now).toISOString().split('T');
  const rest = (Math.floor(now) % 1000) * IDS_PER_MS + randomInt(IDS_PER_MS);
  const end = rest.toString(36).padStart(4, '0');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${end}`;
}

/** When a run's start began, in milliseconds since the epoch, to the second. */
export function runTime(run: RunId): number {
  const digits = run.replace('-', '');
  const field = (start: number, end: number) => Number(digits.slice(start, end));
  return Date.UTC(field(0, 4), field(4, 6) - 1, field(6, 8), field(8, 10), field(10, 12), field(12, 14));
}

/** The id of a disk's block job. It says which run and which disk it belongs to, so that any later client can tell. */
export function jobId(run: RunId, index: number, disk: string): string {
  return `domainbackup.${run}.${index}.${encodeName(disk)}`;
}

/** What a job id of ours says; `undefined` for a job of somebody else. */
export function parseJobId(id: string): { run: RunId; index: number; disk: string } | undefined {
  const match = JOB_ID.exec(id);
  if (!match) return undefined;
  const [, run = '', index = '', disk = ''] = match;
  return { run, index: Number(index), disk: decodeName(disk) };
}

/** The id of a job that creates a part of a disk's target. */
export function createJobId(run: RunId, index: number): string {
  return `domainbackup-create.${run}.${index}`;
}

/** The run that a creation job belongs to. */
export function runOfCreateJob(id: string): RunId | undefined {
  return CREATE_ID.exec(id)?.[1];
}

/** The parts of a disk's backup that need a node name of their own in QEMU's block graph. */
export type NodeRole = 'protocol' | 'format' | 'filter' | 'probe';

const ROLE_LETTER: Record<NodeRole, string> = { protocol: 'p', format: 't', filter: 'f', probe: 'x' };

/** The name of a node that belongs to a run: at most 31 characters for up to a million disks. */
export function nodeName(run: RunId, index: number, role: NodeRole): string {
  return `db-${run}-${index}${ROLE_LETTER[role]}`;
}

/** The node that a job of ours puts on top of its disk, through which the guest reads and writes meanwhile. */
export function filterOf(job: string): string | undefined {
  const id = parseJobId(job);
  return id && nodeName(id.run, id.index, 'filter');
}

/** What a node name of ours says; `undefined` for a node of somebody else. */
export function parseNodeName(node: string): { run: RunId; index: number; role: NodeRole } | undefined {
  const match = NODE_NAME.exec(node);
  if (!match) return undefined;
  const [, run = '', index = '', letter = ''] = match;
  const role = (Object.keys(ROLE_LETTER) as NodeRole[]).find((key) => ROLE_LETTER[key] === letter);
  return role && { run, index: Number(index), role };
}
