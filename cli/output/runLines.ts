import { formatBytes, type CatalogueRun, type ChainNode } from '../../engine';
import { table, type Column } from './table';
import { when } from './when';

const COLUMNS: Column[] = [
  { title: 'RUN', align: 'left' },
  { title: 'STARTED', align: 'left' },
  { title: 'MODE', align: 'left' },
  { title: 'OUTCOME', align: 'left' },
  { title: 'SIZE', align: 'right' },
  { title: 'CHECKPOINT', align: 'left' },
  { title: 'DISKS', align: 'left' },
];

function row({ run, children, missingParent }: ChainNode, indent: string): string[][] {
  const { startedAt, mode, outcome, checkpoint = '', disks } = run.manifest;
  const sizes = disks.flatMap(({ size }) => size ?? []);
  const missing = missingParent === undefined ? '' : ` (builds on ${missingParent}, which is not here)`;
  const own = [
    `${indent}${run.run}`,
    when(startedAt),
    mode,
    outcome,
    sizes.length === 0 ? '' : formatBytes(sizes.reduce((sum, size) => sum + size, 0)),
    checkpoint,
    `${disks.map(({ disk }) => disk).join(' ')}${missing}`,
  ];
  return [own, ...children.flatMap((child) => row(child, `${indent}  `))];
}

/** What a machine is called. */
export function machineTitle({ manifest: { machine } }: CatalogueRun): string {
  const { name = 'an unnamed machine', uuid } = machine;
  return uuid === undefined ? name : `${name} (${uuid})`;
}

/** Runs as chains, for people: under each machine its whole backups, and under each what builds on it. */
export function chainLines(chains: readonly ChainNode[]): string[] {
  const machines = [...new Set(chains.map(({ run }) => machineTitle(run)))];
  return machines.flatMap((machine) => {
    const own = chains.filter(({ run }) => machineTitle(run) === machine);
    return [
      `${machine}:`,
      ...table(
        COLUMNS,
        own.flatMap((node) => row(node, '')),
      ),
    ];
  });
}
