import { formatBytes, PlanError, planBackup, type BackupPlan } from '../../engine';
import { withClient } from '../connect';
import { ExitStatus } from '../exitStatus';
import { complain, say, sayJson } from '../output/write';
import { readBackup } from '../readBackup';

function describe({ machine, disks }: BackupPlan): string[] {
  const count = disks.length === 1 ? '1 disk' : `${disks.length} disks`;
  return [
    `Backup of ${count} of ${machine.name ?? 'an unnamed machine'} (QEMU ${machine.version}):`,
    ...disks.map(({ disk, source, node, size, target }) => {
      return `  ${disk}: ${source ?? node} (${formatBytes(size)}) -> ${target.path} (${target.type}, ${target.format})`;
    }),
  ];
}

/** `plan FILE`: what a backup would do, or every reason why it cannot. Touches nothing. */
export async function plan(file: string, options: { qmp: string; json?: true }): Promise<ExitStatus> {
  const definition = await readBackup(file, (problems) => {
    if (options.json) sayJson({ refused: problems });
  });
  return withClient(options.qmp, async (client, locality) => {
    try {
      const planned = await planBackup(client, definition, { locality });
      if (options.json) {
        const { name, description, machine, disks } = planned;
        sayJson({ name, description, machine, disks });
      } else say(...describe(planned));
      return ExitStatus.ok;
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      if (options.json) sayJson({ refused: error.findings });
      else complain(...error.findings.map((finding) => finding.message));
      return ExitStatus.refused;
    }
  });
}
