import type { BackupDefinition } from '../../document';
import type { PlanFinding } from '../errors';

/**
 * What a document asks for that this engine does not do. It is refused by name before anything is touched: a
 * backup that silently is something else than was asked for is worse than none.
 */
export function findUnsupported(definition: BackupDefinition): PlanFinding[] {
  const findings: PlanFinding[] = [];
  const refuse = (what: string, disk?: string) =>
    findings.push({
      ...(disk === undefined ? {} : { disk }),
      severity: 'error',
      code: 'unsupported',
      message: `${disk === undefined ? '' : `Disk "${disk}": `}${what}`,
    });

  if (definition.mode === 'pull') refuse('Pull backups (mode="pull") are not supported; use mode="push".');
  for (const disk of definition.disks === 'all' ? [] : definition.disks) {
    if (disk.backup === 'no') continue;
    if (disk.encryption !== 'none') refuse('encrypted targets (<encryption>) are not supported.', disk.name);
    if (disk.target.format !== 'qcow2' && disk.target.format !== 'raw') {
      refuse(
        `QEMU cannot create a backup target in format "${disk.target.format}"; use qcow2 or raw.`,
        disk.name,
      );
    }
  }
  return findings;
}
