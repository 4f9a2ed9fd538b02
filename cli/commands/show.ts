import {
  diskChain,
  formatBytes,
  lackOf,
  LeftStates,
  runTime,
  targetPath,
  type Catalogue,
  type CatalogueDisk,
  type CatalogueRun,
  type Lack,
} from '../../engine';
import { findRun, openCatalogue, requireRun, type CatalogueOptions } from '../catalogue';
import { ExitStatus } from '../exitStatus';
import { errorWithout, sinceWords } from '../output/leftWords';
import { machineTitle } from '../output/runLines';
import { isDefaultName } from '../output/title';
import { when } from '../output/when';
import { say, sayJson } from '../output/write';
import { runRecords } from '../records';
import { runAsJson } from './list';

/** The digest, and what it can speak for. */
function describeDigest({ run }: CatalogueRun, { sha256, digested, outcome }: CatalogueDisk): string[] {
  if (outcome !== 'completed') return [];
  if (sha256 === undefined)
    return [
      '    sha256:   not recorded, so nobody can tell whether it has changed; ' +
        `record it with: domainbackup verify ${run}`,
    ];
  const made =
    digested === undefined
      ? 'at a time that was not noted'
      : digested.by === 'backup'
        ? `${when(digested.at)}, right after the backup`
        : `${when(digested.at)}, by a later verification, so damage before that is not seen`;
  return [`    sha256:   ${sha256}`, `    digested: ${made}`];
}

async function describeDisk(
  catalogue: Catalogue,
  run: CatalogueRun,
  disk: CatalogueDisk,
  states: LeftStates,
): Promise<string[]> {
  const { links } = diskChain(catalogue, run, disk);
  const lack = await lackFor(catalogue, run, [disk]);
  const { remains } = disk;
  const left = remains === undefined ? 'own' : await states.stateOfNamed(run, remains);
  const [best] = run.manifests;
  const file = best && remains !== undefined ? targetPath(best.file, remains) : undefined;
  const error = errorWithout(disk.error, { file, state: left });
  const below = links.slice(1).map((link) => link.run.run);
  const sizes = [
    `${formatBytes(disk.virtualSize)} disk`,
    `${formatBytes(disk.bytesCopied)} copied`,
    ...(disk.size === undefined ? [] : [`${formatBytes(disk.size)} in ${disk.format}`]),
  ];
  return [
    `  ${disk.disk}: ${disk.outcome}${error === undefined ? '' : `: ${error}`}`,
    ...(disk.source === undefined ? [] : [`    source:   ${disk.source}`]),
    `    target:   ${disk.file}`,
    `    size:     ${sizes.join(', ')}`,
    ...describeDigest(run, disk),
    ...(below.length === 0 ? [] : [`    on top of: ${below.join(', ')}`]),
    ...(lack ? [`    ${lack.kind === 'certain' ? 'lacks:   ' : 'not seen:'} ${lack.why}`] : []),
    ...(remains === undefined ? [] : [`    remains:  ${remains}${sinceWords(left)}`]),
  ];
}

/** Why a backup, or a disk of it, cannot be restored. One that never was a backup lacks nothing. */
async function lackFor(
  catalogue: Catalogue,
  run: CatalogueRun,
  disks = run.disks,
): Promise<Lack | undefined> {
  return run.manifest.outcome === 'completed' ? lackOf(catalogue, run, disks) : undefined;
}

async function describe(catalogue: Catalogue, run: CatalogueRun): Promise<string[]> {
  const { manifest, manifests, disks } = run;
  const { name, description, mode, parent, checkpoint, outcome, machine } = manifest;
  const lack = await lackFor(catalogue, run);
  const since = parent === undefined ? '' : ` since ${parent.checkpoint} (${parent.run})`;
  const lines: string[] = [];
  const { records } = await runRecords().list();
  const states = await LeftStates.read({ runs: catalogue.runs, records });
  for (const disk of disks) lines.push(...(await describeDisk(catalogue, run, disk, states)));
  return [
    `Backup ${run.run} of ${machineTitle(run)}`,
    `  name:       ${name}${isDefaultName(name) ? ' (none was given: its start in seconds since 1970)' : ''}`,
    `  planned:    ${when(runTime(run.run))}, which the id tells in UTC`,
    ...(description === undefined ? [] : [`  description: ${description}`]),
    `  outcome:    ${outcome}${lack?.kind === 'certain' ? '; CANNOT BE RESTORED as it is now, see below' : ''}`,
    `  mode:       ${mode}${since}`,
    ...(checkpoint === undefined ? [] : [`  checkpoint: ${checkpoint}`]),
    `  started:    ${when(manifest.startedAt)}, the point in time of every disk`,
    `  ended:      ${when(manifest.endedAt)}`,
    `  QEMU:       ${machine.qemu}`,
    ...manifests.map(
      ({ file, state }) => `  manifest:   ${file}${state === 'edited' ? ' (not as it was written)' : ''}`,
    ),
    ...lines,
  ];
}

/** `show RUN`: all that is known of one backup. */
export async function show(id: string, options: CatalogueOptions & { json?: true }): Promise<ExitStatus> {
  await requireRun(id);
  const catalogue = await openCatalogue(options);
  const run = findRun(catalogue, id);
  if (options.json) {
    const lack = await lackFor(catalogue, run);
    sayJson({ ...runAsJson(run, lack), definition: run.manifest.definition });
  } else say(...(await describe(catalogue, run)));
  return ExitStatus.ok;
}
