import {
  byId,
  formatBytes,
  WHY_YOUNGER,
  youngerParent,
  type CatalogueRun,
  type ChainNode,
  type Lack,
} from '../../engine';
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

/** Why runs cannot be restored, as far as that is known. */
type Lacks = ReadonlyMap<CatalogueRun, Lack>;

/** How a run ended, and whether that is still there. */
export function stateOf({ manifest: { outcome } }: CatalogueRun, lack: Lack | undefined): string {
  if (!lack) return outcome;
  return lack.kind === 'certain' ? 'CANNOT BE RESTORED' : `${outcome}, files not seen`;
}

function row({ run, children, missingParent }: ChainNode, lacks: Lacks, indent: string): string[][] {
  const { startedAt, mode, checkpoint = '', disks } = run.manifest;
  const sizes = disks.flatMap(({ size }) => size ?? []);
  const missing = missingParent === undefined ? '' : ` (builds on ${missingParent}, which is not here)`;
  const own = [
    `${indent}${run.run}`,
    when(startedAt),
    mode,
    stateOf(run, lacks.get(run)),
    sizes.length === 0 ? '' : formatBytes(sizes.reduce((sum, size) => sum + size, 0)),
    checkpoint,
    `${disks.map(({ disk }) => disk).join(' ')}${missing}`,
  ];
  return [own, ...children.flatMap((child) => row(child, lacks, `${indent}  `))];
}

/** What a machine is called. */
export function machineTitle({ manifest: { machine } }: CatalogueRun): string {
  const { name = 'an unnamed machine', uuid } = machine;
  return uuid === undefined ? name : `${name} (${uuid})`;
}

const runsBelow = ({ run, children }: ChainNode): CatalogueRun[] => [run, ...children.flatMap(runsBelow)];

/** Which runs say to be older than what they build on. */
function wrongClocks(runs: readonly CatalogueRun[]): string[] {
  const known = byId(runs);
  return runs.flatMap((run) => {
    const parent = youngerParent(known, run);
    return parent === undefined
      ? []
      : [`  ${run.run}: it builds on ${parent.run}, which says to be younger: ${WHY_YOUNGER}.`];
  });
}

/** What runs lack, each reason once; whose clocks were wrong; and which have no digest that could tell whether they are as they were written. */
function remarks(runs: readonly CatalogueRun[], lacks: Lacks): string[] {
  const reasons = new Map<string, string[]>();
  for (const run of runs) {
    const why = lacks.get(run)?.why;
    if (why !== undefined) reasons.set(why, [...(reasons.get(why) ?? []), run.run]);
  }
  const unsealed = runs.filter(
    (run) =>
      run.manifest.outcome === 'completed' &&
      !lacks.has(run) &&
      run.disks.some(({ sha256 }) => sha256 === undefined),
  );
  const ids = unsealed.map(({ run }) => run);
  return [
    ...[...reasons].map(([why, lacking]) => `  ${lacking.join(', ')}: ${why}`),
    ...wrongClocks(runs),
    ...(ids.length === 0
      ? []
      : [
          `  ${ids.join(', ')}: no digest is recorded, so nobody can tell whether the ` +
            `data has changed; record it with: domainbackup verify ${ids.join(' ')}`,
        ]),
  ];
}

/** Runs as chains, for people: under each machine its whole backups, and under each what builds on it. */
export function chainLines(chains: readonly ChainNode[], lacks: Lacks): string[] {
  const machines = [...new Set(chains.map(({ run }) => machineTitle(run)))];
  return machines.flatMap((machine) => {
    const own = chains.filter(({ run }) => machineTitle(run) === machine);
    return [
      `${machine}:`,
      ...table(
        COLUMNS,
        own.flatMap((node) => row(node, lacks, '')),
      ),
      ...remarks(own.flatMap(runsBelow), lacks),
    ];
  });
}
