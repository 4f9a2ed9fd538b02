import {
  diskChain,
  formatBytes,
  runTime,
  type Catalogue,
  type CatalogueDisk,
  type CatalogueRun,
} from '../../engine';
import { findRun, openCatalogue, requireRun, type CatalogueOptions } from '../catalogue';
import { ExitStatus } from '../exitStatus';
import { machineTitle } from '../output/runLines';
import { isDefaultName } from '../output/title';
import { when } from '../output/when';
import { say, sayJson } from '../output/write';
import { runAsJson } from './list';

function describeDisk(catalogue: Catalogue, run: CatalogueRun, disk: CatalogueDisk): string[] {
  const { links, broken } = diskChain(catalogue, run, disk);
  const below = links.slice(1).map((link) => link.run.run);
  const sizes = [
    `${formatBytes(disk.virtualSize)} disk`,
    `${formatBytes(disk.bytesCopied)} copied`,
    ...(disk.size === undefined ? [] : [`${formatBytes(disk.size)} in ${disk.format}`]),
  ];
  return [
    `  ${disk.disk}: ${disk.outcome}${disk.error === undefined ? '' : `: ${disk.error}`}`,
    ...(disk.source === undefined ? [] : [`    source:   ${disk.source}`]),
    `    target:   ${disk.file}`,
    `    size:     ${sizes.join(', ')}`,
    `    sha256:   ${disk.sha256 ?? 'not recorded; verify the run to record it'}`,
    ...(below.length === 0 ? [] : [`    on top of: ${below.join(', ')}`]),
    ...(broken ? [`    broken:   ${broken.message}`] : []),
    ...(disk.remains === undefined ? [] : [`    remains:  ${disk.remains}`]),
  ];
}

function describe(catalogue: Catalogue, run: CatalogueRun): string[] {
  const { manifest, manifests, disks } = run;
  const { name, description, mode, parent, checkpoint, outcome, machine } = manifest;
  const since = parent === undefined ? '' : ` since ${parent.checkpoint} (${parent.run})`;
  return [
    `Backup ${run.run} of ${machineTitle(run)}`,
    `  name:       ${name}${isDefaultName(name) ? ' (none was given: its start in seconds since 1970)' : ''}`,
    `  planned:    ${when(runTime(run.run))}, which the id tells in UTC`,
    ...(description === undefined ? [] : [`  description: ${description}`]),
    `  outcome:    ${outcome}`,
    `  mode:       ${mode}${since}`,
    ...(checkpoint === undefined ? [] : [`  checkpoint: ${checkpoint}`]),
    `  started:    ${when(manifest.startedAt)}, the point in time of every disk`,
    `  ended:      ${when(manifest.endedAt)}`,
    `  QEMU:       ${machine.qemu}`,
    ...manifests.map(
      ({ file, state }) => `  manifest:   ${file}${state === 'edited' ? ' (not as it was written)' : ''}`,
    ),
    ...disks.flatMap((disk) => describeDisk(catalogue, run, disk)),
  ];
}

/** `show RUN`: all that is known of one backup. */
export async function show(id: string, options: CatalogueOptions & { json?: true }): Promise<ExitStatus> {
  await requireRun(id);
  const catalogue = await openCatalogue(options);
  const run = findRun(catalogue, id);
  if (options.json) sayJson({ ...runAsJson(run), definition: run.manifest.definition });
  else say(...describe(catalogue, run));
  return ExitStatus.ok;
}
