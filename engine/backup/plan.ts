import type { BackupDefinition } from '../document';
import type { ExecuteOptions, QmpClient } from '../qmp';
import type { BackupPlan, Locality, PlannedDisk } from './backupPlan';
import { PlanError, type PlanFinding } from './errors';
import { readMachine } from './machine';
import { writableName } from './partial';
import { planDisk } from './planDisk';
import { checkTargets } from './preflight';
import { newRunId, runTime } from './runId';
import { selectDisks } from './selectDisks';
import { findUnsupported } from './unsupported';

export interface PlanOptions extends ExecuteOptions {
  locality: Locality;
}

/** Two entries of the document may mean one disk by different names, or write to one target. */
function findClashes(disks: readonly PlannedDisk[]): PlanFinding[] {
  const findings: PlanFinding[] = [];
  for (const [position, disk] of disks.entries()) {
    for (const earlier of disks.slice(0, position)) {
      if (earlier.node === disk.node) {
        const message = `Disk "${disk.disk}" is the same disk as "${earlier.disk}"; list it once.`;
        findings.push({ disk: disk.disk, code: 'disk-listed-twice', message });
      }
      if (earlier.target.path === disk.target.path) {
        const message = `Disk "${disk.disk}" writes to the same target as "${earlier.disk}": "${disk.target.path}"; give each its own.`;
        findings.push({ disk: disk.disk, code: 'target-used-twice', message });
      }
    }
  }
  return findings;
}

/**
 * Works out what a backup would do on a running machine, and checks what can be checked. Touches nothing.
 * @throws {PlanError} with every finding that stands against it
 * @throws {QmpError} when QEMU does not answer
 */
export async function planBackup(
  client: QmpClient,
  definition: BackupDefinition,
  options: PlanOptions,
): Promise<BackupPlan> {
  refuse(findUnsupported(definition));

  const machine = await readMachine(client, options);
  const run = newRunId(Date.now());
  const { selected, findings } = selectDisks(definition, machine);
  const disks: PlannedDisk[] = [];
  for (const [index, entry] of selected.entries()) {
    const planned = planDisk(entry, index, run);
    if ('code' in planned) findings.push(planned);
    else disks.push(planned);
  }
  if (selected.length === 0 && findings.length === 0) {
    findings.push({
      code: 'no-disks',
      message: 'No disk takes part in the backup; list at least one without backup="no".',
    });
  }
  findings.push(...findClashes(disks), ...(await checkTargets(disks, machine, options.locality)));
  refuse(findings);
  if (options.locality === 'local') {
    for (const { target } of disks)
      if (target.type === 'file') target.writtenTo = await writableName(target.path);
  }

  const { name: machineName, version } = machine;
  return {
    run,
    name: definition.name ?? String(runTime(run) / 1000),
    ...(definition.description !== undefined && { description: definition.description }),
    machine: { ...(machineName !== undefined && { name: machineName }), version },
    locality: options.locality,
    disks,
  };
}

function refuse(findings: PlanFinding[]): void {
  const [first, ...others] = findings;
  if (first) throw new PlanError([first, ...others]);
}
