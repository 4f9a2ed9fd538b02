import { formatBytes, formatPercent } from '../../engine';
import { runsOf, type HistoryNode, type PastRunNode } from '../store/historyNodes';
import type { JobStore } from '../store/jobStore';
import type { ConnectionNode, ConnectionState, RunNode } from '../store/nodes';

/** How many past backups of a machine a model is told of; it pays for each word. */
const MOST_PAST = 20;

/** What is known of every machine and its backups, as of the last look, in English for a language model. */
export function backupLines(store: JobStore): string[] {
  const { connections, history } = store;
  const others = history.of(undefined);
  if (connections.length === 0 && others === undefined) return ['No machine is configured.'];
  return [
    ...connections.flatMap((node) => machineLines(node, history.of(node))),
    ...(others === undefined ? [] : ['machines that are not configured', ...pastLines(others)]),
  ];
}

function machineLines(
  { connection, state, runs }: ConnectionNode,
  history: HistoryNode | undefined,
): string[] {
  // History tells more of what has just ended.
  const past = new Set(history === undefined ? [] : runsOf(history).map((node) => node.past.run));
  return [
    `machine ${connection.name}: ${stateWords(state)}`,
    ...(state.kind === 'connected'
      ? state.machine.drives.map(({ name, size }) => `  has disk ${name}, ${formatBytes(size)}`)
      : []),
    ...runs.filter(({ snapshot }) => !past.has(snapshot.run)).flatMap(runLines),
    ...(history === undefined ? [] : pastLines(history)),
  ];
}

function stateWords(state: ConnectionState): string {
  if (state.kind === 'connected') return state.kind;
  return state.kind === 'unseen'
    ? 'not looked at yet, since nobody has opened the view; its disks and running backups are not known'
    : `${state.kind}: ${state.message}`;
}

function runLines({ snapshot }: RunNode): string[] {
  return [
    `  backup ${snapshot.name}: ${snapshot.state}, started ${new Date(snapshot.startedAt).toISOString()}`,
    ...snapshot.disks.map(
      (disk) => `    disk ${disk.disk}: ${disk.state}, ${formatPercent(disk)}, to ${disk.target}`,
    ),
  ];
}

/** The newest chain first. */
function pastLines(history: HistoryNode): string[] {
  const runs = runsOf(history);
  const older = runs.length - MOST_PAST;
  return [
    ...runs.slice(0, MOST_PAST).flatMap(pastRunLines),
    ...(older > 0 ? [`  and ${older} older ones`] : []),
  ];
}

function pastRunLines({ past, chain, found }: PastRunNode): string[] {
  const { name, outcome, mode, parent, startedAt, disks } = past;
  const since = parent === undefined ? '' : ` since ${parent.checkpoint}`;
  const broken = chain === 'broken' ? ', what it builds on is missing' : '';
  const away = past.away === undefined ? '' : `, its folder ${past.away.folder} is ${past.away.state}`;
  const fault =
    found === undefined || found.kind === 'sound'
      ? ''
      : `, found to be ${found.kind === 'damaged' ? 'damaged' : 'built on a damaged one'}`;
  return [
    `  past backup ${name}: ${outcome}, ${mode}${since}${broken}${away}${fault}, started ${new Date(startedAt).toISOString()}`,
    ...disks.map(({ disk, outcome: ended, target }) => `    disk ${disk}: ${ended}, to ${target}`),
  ];
}
