import { inspectBackup, type BackupDefinition, type Inspection } from '../../engine';
import { withClient } from '../connect';
import { ExitStatus } from '../exitStatus';
import { findingLines } from '../output/findings';
import { planTable } from '../output/planTable';
import { complain, say, sayJson } from '../output/write';
import { readBackup } from '../readBackup';

/** The plan for programs; sizes in bytes. */
function toJson({ name, description }: BackupDefinition, inspection: Inspection): object {
  const { machine, disks, spaces, checkpoint, findings } = inspection;
  const verdict = isRefused(inspection) ? { refused: findings } : { warnings: findings };
  return {
    name,
    description,
    machine: { name: machine.name, uuid: machine.uuid, version: machine.version },
    checkpoint,
    disks: disks.map((disk) => {
      const space = spaces.find((one) => one.disk === disk);
      return { ...disk, need: space?.need, free: space?.free };
    }),
    ...verdict,
  };
}

const isRefused = ({ findings }: Inspection) => findings.some(({ severity }) => severity === 'error');

/** `plan FILE`: what a backup would do, and all that was found on the way. Touches nothing. */
export async function plan(file: string, options: { qmp: string; json?: true }): Promise<ExitStatus> {
  const definition = await readBackup(file, (problems) => {
    if (options.json) sayJson({ refused: problems });
  });
  return withClient(options.qmp, async (client, locality) => {
    const inspection = await inspectBackup(client, definition, { locality });
    if (options.json) sayJson(toJson(definition, inspection));
    else {
      if (inspection.disks.length > 0) say(...planTable(inspection));
      complain(...findingLines(inspection.findings));
    }
    return isRefused(inspection) ? ExitStatus.refused : ExitStatus.ok;
  });
}
