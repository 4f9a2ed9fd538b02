import { inspectBackup, type BackupDefinition, type Inspection } from '../../engine';
import { backupSources, type CatalogueOptions } from '../catalogue';
import { withClient } from '../connect';
import { ExitStatus } from '../exitStatus';
import { findingLines, findingsAsJson } from '../output/findings';
import { planTable } from '../output/planTable';
import { complain, say, sayJson } from '../output/write';
import type { LocatedProblem } from '../problems';
import { readBackup } from '../readBackup';
import { readCheckpointOption } from '../readCheckpoint';

interface PlanCommandOptions extends CatalogueOptions {
  qmp: string;
  json?: true;
  /** The name of the checkpoint to be made, or the file of its document. */
  checkpoint?: string;
}

/** The plan for programs; sizes in bytes. */
function toJson({ name, description }: BackupDefinition, inspection: Inspection): object {
  const { machine, disks, impossible, spaces, checkpoint, findings } = inspection;
  const isNot = isRefused(inspection);
  const told = findingsAsJson(findings);
  const verdict = { verdict: isNot ? 'refused' : 'possible', [isNot ? 'refused' : 'warnings']: told };
  return {
    name,
    description,
    machine: { name: machine.name, uuid: machine.uuid, version: machine.version },
    checkpoint,
    disks: disks.map((disk) => {
      const space = spaces.find((one) => one.disk === disk);
      const wanted = impossible.get(disk);
      const copy = wanted === undefined ? disk.copy : { kind: 'since', checkpoint: wanted };
      return { ...disk, copy, need: space?.need, free: space?.free };
    }),
    ...verdict,
  };
}

const isRefused = ({ findings }: Inspection) => findings.some(({ severity }) => severity === 'error');

/** `plan FILE`: what a backup would do, and all that was found on the way. Touches nothing. */
export async function plan(file: string, options: PlanCommandOptions): Promise<ExitStatus> {
  const onProblems = (problems: LocatedProblem[]) => {
    if (options.json) sayJson({ verdict: 'refused', refused: problems });
  };
  const { definition } = await readBackup(file, onProblems);
  const checkpoint = await readCheckpointOption(options.checkpoint, onProblems);
  const backups = await backupSources(options);
  return withClient(options.qmp, async (client, { locality }) => {
    const inspection = await inspectBackup(client, definition, { locality, backups, ...checkpoint });
    if (options.json) sayJson(toJson(definition, inspection));
    else {
      if (inspection.disks.length > 0) say(...planTable(inspection));
      complain(...findingLines(inspection.findings));
    }
    return isRefused(inspection) ? ExitStatus.refused : ExitStatus.ok;
  });
}
